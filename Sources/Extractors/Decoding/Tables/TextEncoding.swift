// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store
//
// Made by tools/encoding-tables from the WHATWG Encoding Standard; not to be edited.

/// An encoding of the WHATWG Encoding Standard, in its order.
package enum TextEncoding: UInt8, CaseIterable, Sendable {
    case utf8
    case ibm866
    case iso88592
    case iso88593
    case iso88594
    case iso88595
    case iso88596
    case iso88597
    case iso88598
    case iso88598I
    case iso885910
    case iso885913
    case iso885914
    case iso885915
    case iso885916
    case koi8R
    case koi8U
    case macintosh
    case windows874
    case windows1250
    case windows1251
    case windows1252
    case windows1253
    case windows1254
    case windows1255
    case windows1256
    case windows1257
    case windows1258
    case xMacCyrillic
    case gbk
    case gb18030
    case big5
    case eucJP
    case iso2022JP
    case shiftJIS
    case eucKR
    case replacement
    case utf16BE
    case utf16LE
    case xUserDefined

    /// The name the standard gives it.
    package var name: StaticString {
        switch self {
        case .utf8: "UTF-8"
        case .ibm866: "IBM866"
        case .iso88592: "ISO-8859-2"
        case .iso88593: "ISO-8859-3"
        case .iso88594: "ISO-8859-4"
        case .iso88595: "ISO-8859-5"
        case .iso88596: "ISO-8859-6"
        case .iso88597: "ISO-8859-7"
        case .iso88598: "ISO-8859-8"
        case .iso88598I: "ISO-8859-8-I"
        case .iso885910: "ISO-8859-10"
        case .iso885913: "ISO-8859-13"
        case .iso885914: "ISO-8859-14"
        case .iso885915: "ISO-8859-15"
        case .iso885916: "ISO-8859-16"
        case .koi8R: "KOI8-R"
        case .koi8U: "KOI8-U"
        case .macintosh: "macintosh"
        case .windows874: "windows-874"
        case .windows1250: "windows-1250"
        case .windows1251: "windows-1251"
        case .windows1252: "windows-1252"
        case .windows1253: "windows-1253"
        case .windows1254: "windows-1254"
        case .windows1255: "windows-1255"
        case .windows1256: "windows-1256"
        case .windows1257: "windows-1257"
        case .windows1258: "windows-1258"
        case .xMacCyrillic: "x-mac-cyrillic"
        case .gbk: "GBK"
        case .gb18030: "gb18030"
        case .big5: "Big5"
        case .eucJP: "EUC-JP"
        case .iso2022JP: "ISO-2022-JP"
        case .shiftJIS: "Shift_JIS"
        case .eucKR: "EUC-KR"
        case .replacement: "replacement"
        case .utf16BE: "UTF-16BE"
        case .utf16LE: "UTF-16LE"
        case .xUserDefined: "x-user-defined"
        }
    }
}
