// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

/// The way a person names a document: by address, by digest, or by the number of an entry.
///
/// All commands take the same.
struct DocumentArgument: ExpressibleByArgument {
    /// What the commands say of it in their help.
    static let help: ArgumentHelp =
        "An address, a digest or its first 8 digits or more, or an entry's number."

    /// What the argument turned out to mean.
    enum Meaning {
        case digest(Digest)
        case entry(UInt64)
        case address(String)
    }

    private enum Form {
        case digest(Digest)
        case prefix(DigestPrefix)
        case number(UInt64)
        case address(String)
    }

    let text: String

    init(argument: String) {
        text = argument
    }

    private var form: Form? {
        let digest = DigestPrefix(userText: text).map { prefix in
            prefix.digest.map { Form.digest($0) } ?? .prefix(prefix)
        }
        if text.lowercased().hasPrefix("sha256:") {
            return digest
        }
        if let number = UInt64(text), "\(number)" == text {
            return .number(number)
        }
        return digest ?? (text.contains(":") ? .address(text) : nil)
    }

    /// Tells what is meant.
    ///
    /// - Parameter archive: Opens the archive, which only numbers and shortened digests need.
    /// - Returns: What is meant; whether it is in the archive only as far as that was needed.
    /// - Throws: ``Outcome``: exit code 2 for what is neither of the three, or ambiguous; 1 when it
    ///   is not in the archive.
    func meaning(in archive: () throws -> ArchiveReader) throws -> Meaning {
        switch form {
        case .digest(let digest):
            return .digest(digest)
        case .prefix(let prefix):
            return .digest(try resolve(prefix, in: archive()))
        case .number(let number):
            let archive = try archive()
            if number < archive.treeSize {
                return .entry(number)
            }
            // The first digits of a digest can be all decimal.
            if let prefix = DigestPrefix(userText: text) {
                return .digest(try resolve(prefix, in: archive))
            }
            throw Outcome(
                exitCode: Outcome.damage,
                message: "There is no entry \(number): the log has \(archive.treeSize) entries, "
                    + "from 0 on. `archive log` lists them.",
            )
        case .address(let address):
            return .address(address)
        case nil:
            let isDigest = text.lowercased().hasPrefix("sha256:")
            throw Outcome(
                exitCode: Outcome.usage,
                message: isDigest
                    ? "`\(text)` is not a digest: sha256: and 8 to 64 hexadecimal digits."
                    : "`\(text)` is neither an address such as https://example.org/, nor a digest (8 "
                        + "to 64 hexadecimal digits), nor an entry's number. `archive list` shows "
                        + "all three.",
            )
        }
    }

    private func resolve(_ prefix: DigestPrefix, in archive: ArchiveReader) throws -> Digest {
        let found = try archive.digests(startingWith: prefix)
        guard let first = found.first else {
            try refuseLoss(of: "a document whose digest starts with \(prefix.digits)", archive)
            throw Outcome(
                exitCode: Outcome.damage,
                message: "No document or statement in the archive has a digest that starts with "
                    + "\(prefix.digits). `archive list` shows those of all documents.",
            )
        }
        guard found.count == 1 else {
            let some = found.prefix(5).map { "\($0)" }.joined(separator: ", ")
            throw Outcome(
                exitCode: Outcome.usage,
                message: "\(prefix.digits) is ambiguous; give more digits. \(found.count) digests "
                    + "start with it: \(some)\(found.count > 5 ? " and others" : "").",
            )
        }
        return first
    }

    /// Does not say that something is not there when a part of the archive cannot be read.
    private func refuseLoss(of what: String, _ archive: ArchiveReader) throws {
        if let loss = archive.loss {
            throw Outcome(
                ArchiveError(
                    loss.code,
                    "Whether the archive has \(what) is not known: \(loss.message). Run "
                        + "`archive verify`.",
                )
            )
        }
    }

    /// The statements about the document, oldest first.
    ///
    /// - Throws: ``Outcome`` with exit code 1 when there is none.
    func statements(in archive: ArchiveReader) throws -> [RecordedStatement] {
        let found: [RecordedStatement]
        let meaning = try meaning(in: { archive })
        switch meaning {
        case .digest(let digest): found = try archive.statements(for: digest)
        case .entry(let entry): found = [try Self.statement(at: entry, in: archive)]
        case .address(let address): found = try archive.statements(ofAddress: address)
        }
        try refuse(found.isEmpty, meaning, archive)
        return found
    }

    /// Refuses what is not there, and warns of what may be missing.
    func refuse(_ isEmpty: Bool, _ meaning: Meaning, _ archive: ArchiveReader) throws {
        guard !isEmpty else {
            try refuseLoss(of: text, archive)
            throw Outcome(
                exitCode: Outcome.damage,
                message: "\(text) is not in the archive. An address must be exactly as it was "
                    + "added; `archive list` shows what there is.",
            )
        }
        // What is found may not be the newest.
        if case .entry = meaning {
            return
        }
        if let loss = archive.loss {
            Console.complain(
                "There may be more about \(text) in what cannot be read: \(loss.message). Run "
                    + "`archive verify`."
            )
        }
    }

    /// The statement of an entry.
    ///
    /// - Throws: ``Outcome`` with exit code 1 when it is a pack.
    static func statement(
        at entry: UInt64,
        in archive: ArchiveReader,
    ) throws -> RecordedStatement {
        guard let recorded = try archive.statement(atEntry: entry) else {
            throw Outcome(
                exitCode: Outcome.damage,
                message: "Entry \(entry) is not a statement but a pack; `archive log` lists what "
                    + "each entry is.",
            )
        }
        return recorded
    }

    /// The newest capture of the document.
    func newestCapture(in archive: ArchiveReader) throws -> (RecordedStatement, Capture) {
        let captures = try statements(in: archive).compactMap { recorded in
            recorded.capture.map { (recorded, $0) }
        }
        guard let newest = captures.last else {
            throw hasNoDocument
        }
        return newest
    }
}
