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

    /// Refuses what starts as a digest and is none: it would be looked for as an address.
    func requireDigestIfMeant() throws {
        guard digest != nil || !text.lowercased().hasPrefix("sha256:") else {
            throw ValidationError(
                "`\(text)` is not a digest: sha256: and 64 hexadecimal digits."
            )
        }
    }

    /// The statements about the document, oldest first.
    ///
    /// - Throws: ``Outcome`` with exit code 1 when there is none.
    func statements(in archive: ArchiveReader) throws -> [RecordedStatement] {
        try requireDigestIfMeant()
        let found: [RecordedStatement]
        if let digest {
            found = try archive.statements(for: digest)
        } else if let entry = UInt64(text) {
            found = try archive.statement(atEntry: entry).map { [$0] } ?? []
            guard !found.isEmpty || entry >= archive.treeSize else {
                throw Outcome(
                    exitCode: Outcome.damage,
                    message: "Entry \(entry) is not a statement but a pack; `archive log` lists "
                        + "what each entry is.",
                )
            }
        } else {
            found = try archive.captures(ofAddress: text)
        }
        guard !found.isEmpty else {
            throw Outcome(
                exitCode: Outcome.damage,
                message: "\(text) is not in the archive. Name an address exactly as it was "
                    + "added, a whole digest, or an entry's number; `archive list` shows them.",
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
                message: "\(text) is a statement without a document; `archive show` shows it.",
            )
        }
        return (recorded, capture, Set(captures.map(\.1.content.digest)).count)
    }
}
