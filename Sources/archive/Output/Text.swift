// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance
internal import TransparencyLog

/// Times and words for people.
enum Text {
    /// A time, in the two largest units that it has.
    static func duration(_ seconds: Double) -> String {
        guard seconds < 8_640_000 else {
            return "over 99 d"
        }
        let whole = Int(seconds.rounded(.up))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min \(whole % 60) s"
        case ..<86_400: return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
        default: return "\(whole / 86_400) d \(whole % 86_400 / 3_600) h"
        }
    }

    /// A date with who says so and how precise it is.
    static func date(_ date: ClaimedDate) -> String {
        let raw = date.raw.map { ", as found: \(PlainText.of($0))" } ?? ""
        return "\(date.value) (\(date.source.rawValue), \(date.precision.rawValue)\(raw))"
    }

    /// A root hash as the checkpoint itself writes it.
    static func rootHash(of checkpoint: Checkpoint) -> String {
        let bytes = checkpoint.rootHash.bytes
        return Base64.encode(bytes.span)
    }

    /// A text as a shell takes it for one word.
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
                || "_./:=@%+-,".utf8.contains(byte)
        }
        if isPlain, !text.isEmpty, text.first != "-" {
            return text
        }
        let quote = "'\\''"
        let escaped = text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: quote)
        return PlainText.of("'\(escaped)'")
    }
}
