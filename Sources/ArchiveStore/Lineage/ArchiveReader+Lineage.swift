// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
public import Provenance

/// What a person named, found in the log.
public struct NamedStatements: Sendable {
    /// The statements that were named, or that are about the address, in the order of the log.
    public internal(set) var statements: [RecordedStatement] = []

    /// The blob, when it was named by its digest.
    public internal(set) var blob: BlobID?

    /// How many more statements there are than were read.
    public internal(set) var unreadCount = 0

    /// Whether nothing was found.
    public var isEmpty: Bool {
        statements.isEmpty && blob == nil
    }

    init() {}

    /// A statement that was named by its entry.
    public init(_ statement: RecordedStatement) {
        statements = [statement]
    }

    /// The blobs that were named: by digest, or by the statements of their captures.
    public var blobIDs: [BlobID] {
        var seen: Set<BlobID> = []
        let all = statements.compactMap { $0.capture?.content.digest } + (blob.map { [$0] } ?? [])
        return all.filter { seen.insert($0).inserted }
    }

    /// The derivations that were named.
    public var derivations: [RecordedStatement] {
        statements.filter { $0.derivation != nil }
    }
}

extension ArchiveReader {
    /// What a digest names: a statement, a blob that some statement is about, or both.
    ///
    /// - Throws: ``ArchiveError``.
    public func named(_ digest: Digest) throws(ArchiveError) -> NamedStatements {
        var named = NamedStatements()
        // All of them have the same bytes.
        named.statements = try statements(for: [.statement(digest)]) { Array($0.suffix(1)) }
        if try !some(for: .blob(digest), limit: 1).found.isEmpty {
            named.blob = digest
        }
        return named
    }

    /// The captures of an address and the derivations claimed of it.
    ///
    /// - Parameters:
    ///   - address: The address, byte for byte.
    ///   - limit: How many statements are read.
    /// - Returns: What was found.
    /// - Throws: ``ArchiveError``.
    public func named(
        address: String,
        limit: Int = Lineage.Limits().statementCount,
    ) throws(ArchiveError) -> NamedStatements {
        var named = NamedStatements()
        (named.statements, named.unreadCount) = try some(for: .address(address), limit: limit)
        return named
    }

    /// Returns the graph around what was named.
    ///
    /// - Throws: ``ArchiveError``.
    public func lineage(
        of named: NamedStatements,
        limits: Lineage.Limits = Lineage.Limits(),
    ) throws(ArchiveError) -> Lineage {
        var walk = LineageWalk(self, limits)
        return try walk.lineage(of: named.blobIDs, named.derivations)
    }

    /// The derivations that read a blob and those that gave it, as far as limits allow.
    ///
    /// - Returns: They, in the order of the log.
    /// - Throws: ``ArchiveError``.
    public func derivations(
        around id: BlobID
    ) throws(ArchiveError) -> (reading: [Lineage.Step], giving: [Lineage.Step]) {
        var walk = LineageWalk(self, Lineage.Limits())
        return try walk.derivations(around: id)
    }

    /// The newest captures of addresses whose originals are claimed to be missing.
    ///
    /// - Returns: Entries by address; of very many addresses only some are looked up.
    /// - Throws: ``ArchiveError``.
    public func captures(ofMissing lineage: Lineage) throws(ArchiveError) -> [String: UInt64] {
        let missing = lineage.steps.values.filter { $0.inputID == nil }
        let addresses = Set(missing.compactMap(\.derivation.computation.context.url))
        var found: [String: UInt64] = [:]
        for address in addresses.sorted().prefix(100) {
            let newest = try some(for: .address(address), limit: 20).found
            found[address] = newest.last { $0.capture != nil }?.entry
        }
        return found
    }

    /// A derivation with the extractor that it names, or `nil` for another statement.
    ///
    /// - Throws: ``ArchiveError``.
    public func step(_ recorded: RecordedStatement) throws(ArchiveError) -> Lineage.Step? {
        guard let derivation = recorded.derivation else {
            return nil
        }
        let extractor = try extractor(of: derivation)
        return Lineage.Step(recorded: recorded, derivation: derivation, extractor: extractor)
    }

    /// The statement with a digest, or `nil` when the log names none.
    ///
    /// - Throws: ``ArchiveError``.
    public func statement(_ id: BlobID) throws(ArchiveError) -> RecordedStatement? {
        try statements(for: [.statement(id)]) { Array($0.prefix(1)) }.first
    }

    /// Some of the oldest entries that a key leads to and most of the newest.
    private func some(
        for key: LookUpKey,
        limit: Int,
    ) throws(ArchiveError) -> (found: [RecordedStatement], unreadCount: Int) {
        var count = 0
        let found = try statements(for: [key]) { entries in
            count = entries.count
            return Self.some(of: entries, limit: limit)
        }
        return (found, count - found.count)
    }

    private static func some(of entries: [UInt64], limit: Int) -> [UInt64] {
        guard entries.count > limit else {
            return entries
        }
        let oldest = limit / 4
        return Array(entries.prefix(oldest) + entries.suffix(limit - oldest))
    }
}

extension ArchiveReader: LineageSource {
    func statements(
        about id: BlobID,
        limit: Int,
        byteLimit: Int,
        known: (UInt64) -> RecordedStatement?,
    ) throws(ArchiveError) -> (found: [RecordedStatement], unreadCount: Int) {
        var count = 0
        let found = try statements(
            for: [.blob(id)],
            choosing: { entries in
                count = entries.count
                // The newest first, when there are more bytes than can be read.
                return Self.some(of: entries, limit: limit).reversed()
            },
            known: known,
            byteLimit: byteLimit,
        )
        return (found.sorted { $0.entry < $1.entry }, count - found.count)
    }

    /// The extractor that a derivation names.
    ///
    /// - Returns: `nil` when the log has no such statement, or when it is about another extractor
    ///   than the one that was computed with.
    /// - Throws: ``ArchiveError``.
    public func extractor(of derivation: Derivation) throws(ArchiveError) -> Extractor? {
        guard let recorded = try statement(derivation.extractor.digest),
            case .extractor(let about) = recorded.statement.body,
            Sha256.digest(about.identityBytes.span) == derivation.computation.extractor
        else {
            return nil
        }
        return about.extractor
    }
}
