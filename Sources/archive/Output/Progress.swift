// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import Glibc

/// One line on standard error that is written over, and only when a person looks at it.
struct Progress {
    private static let isTerminal = isatty(STDERR_FILENO) == 1
    /// Whether a person looks at it and wants it.
    let isShown: Bool
    private let start = Clock.monotonicSeconds()
    /// Not at once: what is done within a blink has no rate.
    private var lastShown = Clock.monotonicSeconds()

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
        show { seconds in
            let rate = Double(bytes) / seconds
            var line = Amounts.text(count, noun)
            line += ", \(Amounts.bytes(bytes))"
            if let total, total > bytes {
                line += " of \(Amounts.bytes(total))"
            }
            line += ", \(Amounts.bytes(UInt64(rate)))/s"
            if let total, total > bytes {
                line += Self.left(Double(total - bytes), rate)
            }
            return line
        }
    }

    /// Shows how far work is whose steps have no length, as often.
    ///
    /// - Parameters:
    ///   - count: How many were done.
    ///   - noun: What they are.
    ///   - total: How many there are in all.
    mutating func show(_ count: Int, of noun: String, total: Int) {
        show { seconds in
            let rate = Double(count) / seconds
            let line = "\(count) of \(Amounts.text(total, noun)), \(Int(rate))/s"
            return total > count ? line + Self.left(Double(total - count), rate) : line
        }
    }

    /// The time that the rest takes.
    private static func left(_ rest: Double, _ rate: Double) -> String {
        rate > 0 ? ", \(Text.duration(rest / rate)) left" : ""
    }

    private mutating func show(_ line: (_ seconds: Double) -> String) {
        guard isShown else {
            return
        }
        let now = Clock.monotonicSeconds()
        guard now - lastShown >= 0.1 else {
            return
        }
        lastShown = now
        let text = line(max(now - start, 0.001))
        Console.write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }

    /// Takes the line away.
    static func clear() {
        if isTerminal {
            Console.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
        }
    }
}
