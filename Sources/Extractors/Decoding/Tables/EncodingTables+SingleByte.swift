// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store
//
// Made by tools/encoding-tables from the WHATWG Encoding Standard; not to be edited.

extension EncodingTables {
    /// The characters of the bytes 0x80 to 0xFF, or nil for an encoding that has no such table.
    static func singleByte(_ encoding: TextEncoding) -> StaticString? {
        switch encoding {
        case .ibm866: ibm866
        case .iso88592: iso88592
        case .iso88593: iso88593
        case .iso88594: iso88594
        case .iso88595: iso88595
        case .iso88596: iso88596
        case .iso88597: iso88597
        case .iso88598: iso88598
        case .iso88598I: iso88598I
        case .iso885910: iso885910
        case .iso885913: iso885913
        case .iso885914: iso885914
        case .iso885915: iso885915
        case .iso885916: iso885916
        case .koi8R: koi8R
        case .koi8U: koi8U
        case .macintosh: macintosh
        case .windows874: windows874
        case .windows1250: windows1250
        case .windows1251: windows1251
        case .windows1252: windows1252
        case .windows1253: windows1253
        case .windows1254: windows1254
        case .windows1255: windows1255
        case .windows1256: windows1256
        case .windows1257: windows1257
        case .windows1258: windows1258
        case .xMacCyrillic: xMacCyrillic
        default: nil
        }
    }
}
