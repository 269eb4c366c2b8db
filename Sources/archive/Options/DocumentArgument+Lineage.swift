// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Provenance

extension DocumentArgument {
    /// The statements and the blob that are meant; of very many statements only some.
    ///
    /// - Throws: ``Outcome`` with exit code 1 when there is nothing.
    func named(in archive: ArchiveReader) throws -> NamedStatements {
        let meaning = try meaning(in: { archive })
        let named: NamedStatements
        switch meaning {
        case .digest(let digest): named = try archive.named(digest)
        case .entry(let entry): named = NamedStatements(try Self.statement(at: entry, in: archive))
        case .address(let address): named = try archive.named(address: address)
        }
        try refuse(named.isEmpty, meaning, archive)
        return named
    }

    /// The end of a command that showed what it could, when statements of some types are lost.
    ///
    /// - Throws: ``ArchiveError``.
    func lost(_ types: Set<StatementType>, in archive: ArchiveReader) throws -> Outcome? {
        Outcome(try archive.lostStatements(ofTypes: types), so: "there may be more about \(text)")
    }

    /// Whether a statement itself was named, by its entry or its digest.
    func namesStatement(_ named: NamedStatements) -> Bool {
        !text.contains(":") || text.lowercased().hasPrefix("sha256:")
            ? !named.statements.isEmpty : false
    }

    /// What is said of a statement that is not about a document.
    var hasNoDocument: Outcome {
        Outcome(
            exitCode: Outcome.damage,
            message: "\(text) is a statement without a document; `archive show` shows it.",
        )
    }
}
