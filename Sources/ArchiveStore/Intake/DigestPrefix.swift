// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The beginning of a digest, or all of it, as people copy it from a listing.
public struct DigestPrefix: Hashable, Sendable {
    /// Fewer digits are too likely to be something else.
    public static let minimumDigitCount = 8

    /// The digits, in lower case.
    public let digits: String

    /// The first digest that starts with the digits, and the last.
    public let range: ClosedRange<Digest>

    /// Reads 8 to 64 hexadecimal digits, with `sha256:` in front or without, small or capitals.
    ///
    /// - Returns: `nil` for anything else.
    public init?(userText text: String) {
        let small = text.lowercased()
        let digits = small.hasPrefix("sha256:") ? String(small.dropFirst(7)) : small
        let count = digits.utf8.count
        guard (Self.minimumDigitCount...2 * Digest.byteCount).contains(count) else {
            return nil
        }
        let missing = 2 * Digest.byteCount - count
        do throws(DecodingFailure) {
            let first = digits + String(repeating: "0", count: missing)
            let last = digits + String(repeating: "f", count: missing)
            range = try Digest(hex: first.utf8.span)...Digest(hex: last.utf8.span)
        } catch {
            return nil
        }
        self.digits = digits
    }

    /// The digest, when all of its digits are given.
    public var digest: Digest? {
        range.lowerBound == range.upperBound ? range.lowerBound : nil
    }
}
