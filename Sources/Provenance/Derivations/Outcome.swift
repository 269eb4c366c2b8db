// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// How a run of an extractor ended.
///
/// SPEC §3.9. A failure is a result like any other: the same computation fails again.
public enum Outcome: Hashable, Sendable {
    /// What a run may use, and what it used up.
    public enum Limit: String, CaseIterable, Hashable, Sendable {
        /// ``Computation/Limits/milliseconds``.
        case time

        /// ``Computation/Limits/memoryByteCount``.
        case memory

        /// ``Computation/Limits/outputByteCount``.
        case output
    }

    /// All outputs are there.
    case ok

    /// The extractor refused the input; a name of small letters, digits and hyphens says why.
    case failed(String)

    /// A program ended with an exit code other than 0.
    case exit(Int)

    /// A program was ended by a signal.
    case signal(Int)

    /// A limit was reached.
    case limit(Limit)

    /// Nothing was run: somebody claims that these are the outputs.
    case claimed
}

extension Outcome {
    /// Whether it may be the machine's and not the computation's: another run may end otherwise.
    ///
    /// `limit:time`, which a busy machine reaches sooner, and `signal:9`, by which systems end
    /// what takes memory that they need. SPEC §3.9.
    public var mayBeOfMachine: Bool {
        self == .limit(.time) || self == .signal(9)
    }
}

extension Outcome: CustomStringConvertible {
    /// The text form.
    public var description: String {
        switch self {
        case .ok: "ok"
        case .failed(let reason): "failed:\(reason)"
        case .exit(let code): "exit:\(code)"
        case .signal(let number): "signal:\(number)"
        case .limit(let limit): "limit:\(limit.rawValue)"
        case .claimed: "claimed"
        }
    }

    /// Reads the text form.
    ///
    /// Returns `nil` for any other text.
    public init?(text: String) {
        switch text {
        case "ok":
            self = .ok
        case "claimed":
            self = .claimed
        default:
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let outcome = Self(kind: parts[0], detail: String(parts[1]))
            else {
                return nil
            }
            self = outcome
        }
    }

    private init?(kind: Substring, detail: String) {
        switch kind {
        case "failed" where ExtractorName.isValid(detail):
            self = .failed(detail)
        case "exit":
            guard let code = Self.number(detail, 1...255) else { return nil }
            self = .exit(code)
        case "signal":
            guard let number = Self.number(detail, 1...64) else { return nil }
            self = .signal(number)
        case "limit":
            guard let limit = Limit(rawValue: detail) else { return nil }
            self = .limit(limit)
        default:
            return nil
        }
    }

    private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = try? Decimal.decode(text.utf8.span), let number = Int(exactly: value)
        else {
            return nil
        }
        return range.contains(number) ? number : nil
    }
}
