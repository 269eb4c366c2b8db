// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import Provenance

/// Whether outputs that are not the same bytes are the same in their canonical form.
public enum Equivalence {
    /// Whether two outputs of a form are equivalent.
    ///
    /// Text is when it differs in white space only, JSON when it has the same values. Other bytes
    /// never are.
    ///
    /// - Parameters:
    ///   - left: An output.
    ///   - right: Another one.
    ///   - form: The form of both.
    /// - Returns: Whether they are equivalent.
    public static func areEquivalent(
        _ left: [UInt8],
        _ right: [UInt8],
        _ form: Extractor.Form,
    ) -> Bool {
        switch form {
        case .bytes: return left == right
        case .text: return collapsed(left) == collapsed(right)
        case .json:
            let limits = JSONLimits(depth: 64, byteCount: 1 << 26)
            guard let one = try? JSONValue(parsing: left, limits: limits),
                let other = try? JSONValue(parsing: right, limits: limits)
            else {
                return left == right
            }
            return one == other
        }
    }

    /// A text with one space for each run of white space, and none at its ends.
    static func collapsed(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var isSpaceDue = false
        for byte in text {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                isSpaceDue = !result.isEmpty
            } else {
                if isSpaceDue {
                    result.append(0x20)
                    isSpaceDue = false
                }
                result.append(byte)
            }
        }
        return result
    }
}
