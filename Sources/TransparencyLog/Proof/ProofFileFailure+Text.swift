// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension ProofFileFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence; bytes count from the start of the file.
    public var description: String {
        switch self {
        case .unknownFormat:
            "it does not start with the line c2sp.org/tlog-proof@v1"
        case .truncated(let offset):
            "it is cut off at byte \(offset)"
        case .badExtra(let offset, _):
            "the statement at byte \(offset) is not base64"
        case .extraOverLimit(let limit):
            "its statement is longer than \(limit) bytes"
        case .badIndex(let offset):
            "the line at byte \(offset) is not the index of an entry"
        case .badHash(let offset, _):
            "the line at byte \(offset) is not a hash"
        case .tooManyHashes(let limit):
            "it has more than \(limit) hashes"
        case .badCheckpoint(let offset, let failure):
            failure.text(from: offset)
        case .indexOutsideTree(let index, let treeSize):
            "entry \(index) cannot be in a log of \(treeSize) entries"
        }
    }
}
