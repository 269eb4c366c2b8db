// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension CommitFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence; bytes count from the start of the file.
    public var description: String {
        switch self {
        case .overLimit(let limit, _):
            "it is longer than the \(limit) bytes that a commit may have"
        case .noEntries:
            "it has no entries"
        case .tooManyEntries(let limit, let offset):
            "it has more than \(limit) entries, at byte \(offset)"
        case .badEntry(let offset, let failure):
            "the line at byte \(offset) is not an entry: \(failure)"
        case .truncated(let offset):
            "it is cut off at byte \(offset)"
        case .badCheckpoint(let offset, let failure):
            failure.text(from: offset)
        case .treeTooSmall(let treeSize, let entryCount):
            "it adds \(entryCount) entries to a log that is said to have \(treeSize) with them"
        }
    }
}

extension LogEntryFailure: CustomStringConvertible {
    /// What is wrong, for a person: half a sentence; bytes count from the start of the entry.
    public var description: String {
        switch self {
        case .overLimit(let limit, let actual):
            "it is \(actual) bytes long, at most \(limit) are allowed"
        case .badType:
            "it does not start with a type"
        case .badDigest(let offset):
            "there is no digest after \(offset) bytes"
        case .badNumber(let offset):
            "there is no number after \(offset) bytes"
        case .tooManyNumbers(let limit):
            "it has more than \(limit) numbers"
        }
    }
}
