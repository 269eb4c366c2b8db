// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

extension Commit {
    /// The number of digits in a file name.
    private static let fileNameByteCount = 20

    /// The name of the commit's file: the first entry's index as 20 decimal digits.
    public var fileName: String {
        Self.fileName(firstIndex: firstIndex)
    }

    /// Returns the name of the file of the commit that starts at an index.
    ///
    /// - Parameter firstIndex: At most 2^63 - 1.
    /// - Returns: Exactly 20 digits.
    public static func fileName(firstIndex: UInt64) -> String {
        precondition(firstIndex <= TreeNode.maximumTreeSize, "no log is so long")
        let digits = String(firstIndex)
        return String(repeating: "0", count: fileNameByteCount - digits.utf8.count) + digits
    }

    /// Returns the index that a file name stands for.
    ///
    /// - Throws: ``DecodingFailure`` unless it is 20 digits of a number of at most 2^63 - 1.
    public static func firstIndex(fileName: String) throws(DecodingFailure) -> UInt64 {
        let bytes = Array(fileName.utf8.prefix(fileNameByteCount + 1))
        guard bytes.count == fileNameByteCount else {
            throw .wrongLength(expected: fileNameByteCount, actual: bytes.count)
        }
        // The first digit is always 0, and the last one may be the only one that is not.
        let zeros = bytes.dropLast().prefix { $0 == UInt8(ascii: "0") }.count
        return try Decimal.decode(bytes.span.extracting(zeros...))
    }
}
