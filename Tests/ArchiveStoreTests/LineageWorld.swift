// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance

@testable import ArchiveStore

/// Derivations written by hand; no extractor runs.
struct LineageWorld: ~Copyable {
    static let extractor = Extractor(name: "maker", version: "7", kind: .unknown, outputs: [])

    let world: World
    private var writer: ArchiveWriter
    private let statement: BlobID

    init() throws {
        let world = try World()
        var writer = try world.writer()
        statement = try writer.add(.extractor(ExtractorStatement(Self.extractor)))
        self.world = world
        self.writer = writer
    }

    static func id(_ name: String) -> BlobID {
        digest(Array(name.utf8))
    }

    /// Captures a document.
    mutating func capture(_ text: String, _ address: String = "https://example.org/") throws {
        _ = try writer.add(Document(text, address), again: true)
    }

    /// Captures a plain text.
    mutating func captureText(_ bytes: [UInt8]) throws {
        var description = DocumentDescription()
        description.mediaType = MediaType(value: "text/plain; charset=utf-8", source: .operator)
        _ = try writer.add(MemorySource(bytes), description)
    }

    /// Keeps what a derivation gives.
    mutating func store(_ text: String) throws {
        _ = try writer.store(Array(text.utf8))
    }

    /// Records that something was made of something; the outputs are not kept.
    mutating func derive(
        _ outputs: [String],
        of input: String?,
        extractor: Extractor = Self.extractor,
        url: String? = nil,
    ) throws {
        let named = outputs.enumerated().map { ("part-\($0)", $1) }
        try derive(named: named, of: input, extractor: extractor, url: url)
    }

    /// Records that something was made of something.
    mutating func derive(
        named outputs: [(name: String, text: String)],
        of input: String?,
        extractor: Extractor = Self.extractor,
        url: String? = nil,
    ) throws {
        let isClaimed = input == nil
        let blob = input.map { Reference(digest: Self.id($0), byteCount: Int64($0.utf8.count)) }
        let computation = Computation(
            input: .init(role: isClaimed ? .missing : .original, blob: blob, mediaType: nil),
            extractor: digest(extractor.identityBytes),
            context: .init(url: url),
        )
        let derivation = Derivation(
            computation: computation,
            extractor: Reference(digest: statement),
            outcome: isClaimed ? .claimed : .ok,
            outputs: outputs.map { name, text in
                Derivation.Output(
                    name: name,
                    blob: Reference(
                        digest: Self.id(text),
                        byteCount: Int64(text.utf8.count),
                    ),
                    mediaType: "text/plain",
                )
            },
            engine: isClaimed ? nil : Engine(name: "test", version: "1"),
            claim: isClaimed ? .init(name: "Ann", source: .operator) : nil,
        )
        _ = try writer.add(.derivation(derivation))
    }

    mutating func commit() throws -> ArchiveReader {
        _ = try writer.commit()
        return try world.reader()
    }

    static func lineage(
        of name: String,
        _ archive: ArchiveReader,
        _ limits: Lineage.Limits = Lineage.Limits(),
    ) throws -> Lineage {
        try archive.lineage(of: archive.named(id(name)), limits: limits)
    }
}
