// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Why an extractor was not run.
///
/// It is no result: nothing is recorded of it.
public enum ExtractorUnavailability: Error, Hashable, Sendable {
    /// This program has no such extractor, or not in this version.
    case unknown

    /// The program is not where it was.
    case notInstalled

    /// A program is there, with other bytes than those recorded.
    case otherBytes

    /// The files that come with it are not at hand, or are others.
    case filesMissing

    /// What is recorded of it cannot be run as it is.
    case malformed

    /// What is recorded lets it use more than this program ever does.
    case limits

    /// The system refused; the sentence says what.
    case system(String)
}

extension ExtractorUnavailability: CustomStringConvertible {
    /// The reason in a few words, without a full stop.
    public var description: String {
        switch self {
        case .unknown: "not a part of this program"
        case .notInstalled: "not installed"
        case .otherBytes: "other bytes than those recorded"
        case .filesMissing: "the files that come with it are missing"
        case .malformed: "what is recorded of it cannot be run"
        case .limits: "its recorded limits are above what this program allows"
        case .system(let sentence): sentence
        }
    }
}

extension ExtractorUnavailability {
    private static let names: [(Self, String)] = [
        (.unknown, "unknown"), (.notInstalled, "not-installed"), (.otherBytes, "other-bytes"),
        (.filesMissing, "files-missing"), (.malformed, "malformed"),
        (.limits, "limits"),
    ]

    /// The form in which one process tells another.
    var text: String {
        if case .system(let sentence) = self {
            return "system:" + sentence
        }
        return Self.names.first { $0.0 == self }?.1 ?? ""
    }

    /// Reads ``text``; what is none of its forms is a sentence of the system.
    init(text: String) {
        let prefix = "system:"
        self =
            Self.names.first { $0.1 == text }?.0
            ?? .system(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text)
    }
}
