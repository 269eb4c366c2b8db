// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Glibc

/// One line on standard error that is written over, and only when a person looks at it.
struct Progress {
    private static let isTerminal = isatty(STDERR_FILENO) == 1
    private let isShown: Bool
    private let start = Clock.monotonicSeconds()
    private var lastShown = 0.0

    init(_ options: CommonOptions) {
        isShown = Self.isTerminal && !options.quiet && !options.json
    }

    /// Shows how far the work is, ten times a second at the most.
    ///
    /// - Parameters:
    ///   - count: How many were done.
    ///   - noun: What they are.
    ///   - bytes: How many were done.
    ///   - total: How many bytes there are in all, when that is known.
    mutating func show(_ count: Int, of noun: String, bytes: UInt64, total: UInt64? = nil) {
        guard isShown else {
            return
        }
        let now = Clock.monotonicSeconds()
        guard now - lastShown >= 0.1 else {
            return
        }
        lastShown = now
        let seconds = max(now - start, 0.001)
        let rate = Double(bytes) / seconds
        var line = Text.count(count, noun)
        line += ", \(Text.size(bytes)), \(Text.size(UInt64(rate)))/s"
        if let total, total > bytes, rate > 0 {
            line += ", \(Int((Double(total - bytes) / rate).rounded(.up))) s left"
        }
        Console.write(Array("\r\u{1B}[K\(line)".utf8), to: STDERR_FILENO)
    }

    /// Takes the line away.
    static func clear() {
        if isTerminal {
            Console.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
        }
    }
}

/// Numbers and names as people read them.
enum Text {
    /// A number of bytes with a unit, powers of 1,000.
    static func size(_ byteCount: UInt64) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
        var value = Double(byteCount)
        var unit = 0
        while value >= 1_000, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        if unit == 0 {
            return "\(byteCount) \(units[0])"
        }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// A number with its noun.
    static func count(
        _ number: some BinaryInteger,
        _ noun: String,
        plural: String? = nil,
    ) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
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
        return plain("'\(escaped)'")
    }

    /// A text from outside without characters that would change what a terminal shows.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
