// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension SignedCheckpoint {
    /// Decodes the checkpoint that a file is, or ends in.
    ///
    /// People keep a checkpoint as a note by itself, as a copy of a commit, or as the file that a
    /// machine remembers a head in. In the latter two the note follows the first empty line.
    ///
    /// - Parameter bytes: The whole file; a caller reads at most ``Commit/maximumByteCount``.
    /// - Returns: The checkpoint, or `nil` when there is none. No signature is verified.
    public static func decode(file bytes: [UInt8]) -> Self? {
        if let signed = try? decode(bytes) {
            return signed
        }
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if start == end {
                return try? decode(Array(bytes[(end + 1)...]))
            }
            start = end + 1
        }
        return nil
    }
}
