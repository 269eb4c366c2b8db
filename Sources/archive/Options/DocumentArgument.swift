// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

/// The way a person names a document: by address, by digest, or by the number of an entry.
struct DocumentArgument: ExpressibleByArgument {
    let text: String

    init(argument: String) {
        text = argument
    }

    /// The digest that is meant, if one is.
    var digest: Digest? {
        try? Digest(userText: text)
    }

    /// The statements about the document, oldest first.
    ///
    /// - Throws: ``Outcome`` with exit code 1 when there is none.
    func statements(in archive: ArchiveReader) throws -> [RecordedStatement] {
        let found: [RecordedStatement]
        if let digest {
            found = try archive.statements(for: digest)
        } else if let entry = UInt64(text) {
            found = try archive.statement(atEntry: entry).map { [$0] } ?? []
        } else {
            found = try archive.captures(ofAddress: text)
        }
        guard !found.isEmpty else {
            throw Outcome(
                exitCode: Outcome.damage,
                message: "\(Text.plain(text)) is not in the archive. Name an address exactly as it "
                    + "was added, a digest, or an entry's number; `archive list` shows them all.",
            )
        }
        return found
    }

    /// The newest capture of the document, and how many there are.
    func newestCapture(in archive: ArchiveReader) throws -> (RecordedStatement, Capture, Int) {
        let captures = try statements(in: archive).compactMap { recorded in
            recorded.capture.map { (recorded, $0) }
        }
        guard let (recorded, capture) = captures.last else {
            throw Outcome(
                exitCode: Outcome.damage,
                message: "\(Text.plain(text)) is a statement without a document.",
            )
        }
        return (recorded, capture, Set(captures.map(\.1.content.digest)).count)
    }
}
