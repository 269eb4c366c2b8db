// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import BlobStore
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite struct LineageTests {
    @Test func `a document leads to its outputs, and an output back to the document`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        try maker.derive(["text", "evidence"], of: "page")
        try maker.derive(["summary"], of: "text")
        let archive = try maker.commit()

        let on = try LineageWorld.lineage(of: "page", archive)
        let page = try #require(on.blobs[LineageWorld.id("page")])
        #expect(on.blobIDs == [page.id])
        #expect(page.captures.count == 1)
        #expect(page.byteCount == 4)
        #expect(page.madeBy.isEmpty)
        let step = try #require(page.readBy.first.flatMap { on.steps[$0] })
        #expect(step.extractor?.name == "maker")
        #expect(step.outputIDs == [LineageWorld.id("text"), LineageWorld.id("evidence")])
        #expect(on.steps.count == 2)
        #expect(on.blobs[LineageWorld.id("text")]?.readBy.count == 1)
        #expect(on.omittedCount == 0)

        let back = try LineageWorld.lineage(of: "summary", archive)
        #expect(back.steps.count == 2)
        #expect(back.blobs[LineageWorld.id("summary")]?.madeBy.count == 1)
        let original = try #require(back.blobs[LineageWorld.id("page")])
        #expect(original.captures.count == 1)
        // The way back does not go on to what else was made.
        #expect(original.readBy.isEmpty)
    }

    @Test func `a derivation that is named is shown with both of its sides`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        try maker.derive(["text"], of: "page")
        try maker.derive(["other"], of: "page")
        let archive = try maker.commit()
        let all = try LineageWorld.lineage(of: "page", archive)
        let first = try #require(all.steps.keys.min())
        let named = NamedStatements(try #require(try archive.statement(atEntry: first)))
        let lineage = try archive.lineage(of: named)
        #expect(lineage.entries == [first])
        #expect(Array(lineage.steps.keys) == [first])
        #expect(lineage.blobs[LineageWorld.id("page")]?.captures.count == 1)
        // A digest of the statement names the same.
        let byDigest = try archive.named(named.statements[0].id)
        #expect(byDigest.statements.map(\.entry) == [first])
        #expect(byDigest.blob == nil)
    }

    @Test func `a cycle ends`() throws {
        var maker = try LineageWorld()
        try maker.capture("a")
        try maker.derive(["b"], of: "a")
        try maker.derive(["a"], of: "b")
        try maker.derive(["c"], of: "c")
        let archive = try maker.commit()
        let lineage = try LineageWorld.lineage(of: "a", archive)
        #expect(lineage.steps.count == 2)
        for name in ["a", "b"] {
            #expect(lineage.blobs[LineageWorld.id(name)]?.readBy.count == 1)
            #expect(lineage.blobs[LineageWorld.id(name)]?.madeBy.count == 1)
        }
        let own = try LineageWorld.lineage(of: "c", archive)
        #expect(own.steps.count == 1)
        #expect(own.blobs[LineageWorld.id("c")]?.readBy == own.blobs[LineageWorld.id("c")]?.madeBy)
    }

    @Test func `a chain is followed to a limit in each direction`() throws {
        var maker = try LineageWorld()
        try maker.capture("0")
        for number in 0..<12 {
            try maker.derive(["\(number + 1)"], of: "\(number)")
        }
        let archive = try maker.commit()
        var limits = Lineage.Limits()
        limits.generationCount = 3
        let on = try LineageWorld.lineage(of: "0", archive, limits)
        #expect(on.steps.count == 3)
        #expect(on.omittedCount == 1)
        #expect(on.blobs[LineageWorld.id("3")]?.omittedCount == 1)
        let back = try LineageWorld.lineage(of: "12", archive, limits)
        #expect(back.steps.count == 3)
        #expect(back.omittedCount == 1)
    }

    @Test func `of very many derivations the newest are taken, and the others counted`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        for number in 0..<40 {
            try maker.derive(["text \(number)"], of: "page")
        }
        let archive = try maker.commit()
        var limits = Lineage.Limits()
        limits.derivationCount = 10
        let few = try LineageWorld.lineage(of: "page", archive, limits)
        #expect(few.steps.count == 10)
        #expect(few.omittedCount == 30)
        #expect(few.blobs[LineageWorld.id("text 39")] != nil)
        #expect(few.blobs[LineageWorld.id("text 0")] == nil)
        limits.derivationCount = 500
        limits.statementCount = 8
        let read = try LineageWorld.lineage(of: "page", archive, limits)
        let page = try #require(read.blobs[LineageWorld.id("page")])
        // Two of the oldest, the capture among them, and six of the newest.
        #expect(page.captures.count == 1)
        #expect(page.readBy.count == 7)
        #expect(page.unreadCount == 33)
        limits.readCount = 1
        let started = try LineageWorld.lineage(of: "page", archive, limits)
        #expect(started.blobs[LineageWorld.id("page")]?.isExplored == true)
        #expect(started.blobs[LineageWorld.id("text 39")]?.isExplored == false)
    }

    @Test func `what is only claimed is found by its address and by its outputs`() throws {
        var maker = try LineageWorld()
        try maker.derive(["text"], of: nil, url: "https://example.org/gone")
        let archive = try maker.commit()
        let named = try archive.named(address: "https://example.org/gone")
        let lineage = try archive.lineage(of: named)
        #expect(lineage.blobIDs.isEmpty)
        #expect(lineage.entries.count == 1)
        let step = try #require(lineage.steps.values.first)
        #expect(step.inputID == nil)
        #expect(step.derivation.claim?.name == "Ann")
        let back = try LineageWorld.lineage(of: "text", archive)
        #expect(back.blobs[LineageWorld.id("text")]?.madeBy == lineage.entries)
    }

    @Test func `an extractor is named only when it is the one that was computed with`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        var other = LineageWorld.extractor
        other.version = "8"
        try maker.derive(["lie"], of: "page", extractor: other)
        try maker.derive(["text"], of: "page")
        let lineage = try LineageWorld.lineage(of: "page", maker.commit())
        let steps = lineage.steps.sorted { $0.key < $1.key }.map(\.value)
        #expect(steps.map(\.extractor?.version) == [nil, "7"])
    }

    @Test func `around a blob are the derivations that read it and those that gave it`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        try maker.derive(["old"], of: "page")
        try maker.derive(["new"], of: "page")
        try maker.derive([], of: "page")
        try maker.derive(["page"], of: "old")
        let archive = try maker.commit()
        let page = LineageWorld.id("page")
        let (reading, giving) = try archive.derivations(around: page)
        #expect(
            reading.map(\.outputIDs) == [[LineageWorld.id("old")], [LineageWorld.id("new")], []]
        )
        #expect(giving.map(\.inputID) == [LineageWorld.id("old")])
        let new = try archive.derivations(around: LineageWorld.id("new"))
        #expect(new.reading.isEmpty)
        #expect(new.giving.count == 1)
    }

    @Test func `of an address with many captures some are read and the others counted`() throws {
        var maker = try LineageWorld()
        for number in 0..<9 {
            try maker.capture("page \(number)")
        }
        let archive = try maker.commit()
        let named = try archive.named(address: "https://example.org/", limit: 4)
        #expect(named.statements.count == 4)
        #expect(named.unreadCount == 5)
        #expect(named.blobIDs.last == LineageWorld.id("page 8"))
        #expect(try archive.named(address: "https://example.org/none").isEmpty)
        #expect(try archive.named(LineageWorld.id("none")).isEmpty)
    }

    @Test func `entries that are in a lost pack are named, by type`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        let before = try maker.commit().treeSize
        for number in 0..<10 {
            try maker.derive(["text \(number)"], of: "page")
        }
        let whole = try maker.commit()
        #expect(try whole.lostStatements(ofTypes: [.derivation]).count == 0)
        let (world, storage) = try maker.world.copy(keepingCache: false)
        var commits = LogCursor(whole.log)
        let pack = try commits.entry(at: before)
        #expect(pack.type == LogEntry.packType)
        storage.files[PackName.path(of: pack.digest)] = nil
        let archive = try world.reader()
        let lost = try archive.lostStatements(ofTypes: [.derivation, .note])
        #expect(lost.entries == Array(before + 1..<before + 9))
        #expect(lost.count == 10)
        #expect(lost.failure?.code == .missingOrDamaged)
        #expect(try archive.lostStatements(ofTypes: [.capture, .extractor]).count == 0)
        #expect(try LineageWorld.lineage(of: "page", archive).steps.isEmpty)
    }

    @Test func `an extraction by a built-in extractor is not hidden by another one`() throws {
        func step(
            _ entry: UInt64,
            _ name: String?,
            _ kind: Extractor.Kind,
        ) throws -> Lineage.Step {
            let extractor = Extractor(name: name ?? "none", version: "1", kind: kind, outputs: [])
            let derivation = Derivation(
                computation: Computation(
                    input: .init(role: .original, blob: nil, mediaType: nil),
                    extractor: digest(extractor.identityBytes),
                ),
                extractor: Reference(digest: LineageWorld.id("statement")),
                outcome: .ok,
                outputs: [],
                engine: nil,
            )
            let recorded = RecordedStatement(
                entry: entry,
                id: LineageWorld.id("\(entry)"),
                bytes: [],
                statement: Statement(
                    salt: try Salt(text: String(repeating: "0", count: 32)),
                    addedAt: try ClaimedDate(secondsSince1970: 0),
                    operator: nil,
                    software: .init(name: "test", version: "1"),
                    body: .derivation(derivation),
                ),
            )
            return Lineage.Step(
                recorded: recorded,
                derivation: derivation,
                extractor: name == nil ? nil : extractor,
            )
        }
        #expect(DerivationChoice(among: []) == nil)
        let old = try step(1, "article", .builtin)
        let new = try step(2, "article", .builtin)
        let command = try step(3, "pdf", .command)
        let other = try step(4, nil, .builtin)
        let all = try #require(DerivationChoice(among: [old, new, command, other]))
        #expect(all.step.recorded.entry == 2)
        #expect(all.others.map(\.recorded.entry) == [4, 3])
        let commands = try #require(DerivationChoice(among: [command, other]))
        #expect(commands.step.recorded.entry == 4)
        #expect(DerivationChoice(among: [old, new])?.others.isEmpty == true)
    }

    @Test func `what has very many outputs is read once, up to a number of bytes`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        let names = (0..<100).map { "text \($0)" }
        for number in 0..<20 {
            try maker.derive(names + ["own \(number)"], of: "page")
        }
        let archive = try maker.commit()
        let all = try LineageWorld.lineage(of: "page", archive)
        #expect(all.steps.count == 20)
        // Outputs are looked up, but their statements are at hand.
        #expect(all.blobs[LineageWorld.id("text 99")]?.isExplored == true)
        #expect(all.omittedCount == 0)
        let byteCount = try #require(all.steps.values.map(\.recorded.bytes.count).max())
        var limits = Lineage.Limits()
        limits.byteCount = 2 * byteCount + 1
        let few = try LineageWorld.lineage(of: "page", archive, limits)
        #expect(few.blobs[LineageWorld.id("page")]?.readBy.count == 3)
        #expect(few.blobs[LineageWorld.id("page")]?.unreadCount == 18)
        limits.readCount = 100
        limits.byteCount = .max
        let some = try LineageWorld.lineage(of: "page", archive, limits)
        #expect(some.steps.count == 20)
        #expect(some.blobs.values.filter(\.isExplored).count < 100)
    }
}
