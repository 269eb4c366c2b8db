// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension ProofFileFailure: CustomStringConvertible {
    /// What is wrong, for a person, as the end of a sentence.
    public var description: String {
        switch self {
        case .unknownFormat: "it does not start with the first line of a proof"
        case .truncated(let offset): "it is cut off at byte \(offset)"
        case .badExtra(let offset, _): "the statement at byte \(offset) is not base64"
        case .extraOverLimit(let limit): "the statement is longer than \(limit) bytes"
        case .badIndex(let offset): "at byte \(offset) there is no line with the entry's index"
        case .badHash(let offset, _): "the line at byte \(offset) is no hash"
        case .tooManyHashes(let limit): "it has more than \(limit) hashes"
        case .badCheckpoint(let offset, _): "at byte \(offset) there is no signed checkpoint"
        case .indexOutsideTree(let index, let treeSize):
            "it says that it is of entry \(index), and the log has \(treeSize) entries"
        }
    }
}
