// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Extraction
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore

/// A page with an article of a few paragraphs.
func page(_ title: String, comment: String = "") -> [UInt8] {
    let paragraph = "<p>A sentence of some length stands here, with \(title), for the reader.</p>\n"
    return Array(
        """
        <!doctype html><html><head><title>\(title)</title><!-- \(comment) --></head>
        <body><article><h1>\(title)</h1>
        \(String(repeating: paragraph, count: 5))</article></body></html>
        """.utf8
    )
}

extension ArchiveReader {
    /// All derivations in the log, in its order.
    func derivations() throws -> [RecordedStatement] {
        try derivationEntries().entries.map { try #require(try statement(atEntry: $0)) }
    }
}

@Suite struct DerivingTests {
    @Test func `a page is extracted in the commit of its capture`() throws {
        let world = try World()
        var writer = try world.writer()
        writer.startDeriving(.fitting, DirectRunner(.forTests))
        let document = Document(bytes: page("Rain"), "https://example.org/rain.html")
        var description = try document.description
        description.capturedAt = try ClaimedDate(operatorText: "2022-06-25")
        let added = try writer.add(MemorySource(document.bytes), description)
        let result = try #require(try writer.commit())
        let types = try world.inspect().entries.dropFirst(2).map(\.type)
        #expect(types == ["pack", "capture", "extractor", "derivation"])
        #expect(result.entryCount == 4)

        let archive = try world.reader()
        let recorded = try #require(try archive.derivations().first)
        let derivation = try #require(recorded.derivation)
        #expect(derivation.outcome == .ok)
        #expect(derivation.computation.input.blob?.digest == document.id)
        #expect(derivation.computation.input.role == .original)
        #expect(derivation.computation.context.url == document.address)
        #expect(derivation.computation.context.capturedAt == "2022-06-25")
        #expect(derivation.capture?.digest == added.statement)
        #expect(derivation.selfCheck?.isIdentical == true)
        #expect(derivation.outputs.map(\.name) == ["evidence", "metadata", "text"])
        let text = try archive.bytes(of: derivation.outputs[2].blob.digest)
        #expect(String(decoding: text, as: UTF8.self).contains("with Rain, for the reader."))
        let about = try #require(try archive.extractor(derivation.extractor.digest))
        #expect(about.extractor == BuiltinExtractors.article)
        #expect(digest(about.identityBytes) == derivation.computation.extractor)
        #expect(
            try archive.statements(for: derivation.outputs[0].blob.digest).map(\.id) == [
                recorded.id
            ]
        )
        #expect(writer.takeResults().map(\.outcome) == [.ok])
        #expect(writer.takeResults() == [])
        #expect(try world.inspect().problems == [])
    }

    @Test func `an extractor has one statement in an archive`() throws {
        let world = try World()
        for round in 0..<3 {
            var writer = try world.writer()
            writer.startDeriving(.fitting, DirectRunner(.forTests))
            for number in 0..<3 {
                let name = "https://example.org/\(round)-\(number)"
                _ = try writer.add(Document(bytes: page(name), name))
                _ = try writer.add(
                    Document("# \(name)\n\nA paragraph.\n", "\(name).md"),
                    "text/plain",
                )
            }
            _ = try writer.commit()
        }
        let types = try world.inspect().entries.map(\.type)
        #expect(types.filter { $0 == "extractor" }.count == 2)
        #expect(types.filter { $0 == "derivation" }.count == 18)
    }

    @Test func `the same output is stored once`() throws {
        let world = try World()
        var writer = try world.writer()
        writer.startDeriving(.fitting, DirectRunner(.forTests))
        _ = try writer.add(Document(bytes: page("Rain", comment: "a"), "https://example.org/1"))
        _ = try writer.add(Document(bytes: page("Rain", comment: "b"), "https://example.org/1"))
        let first = try #require(try writer.commit())
        _ = try writer.add(Document(bytes: page("Rain", comment: "c"), "https://example.org/1"))
        let second = try #require(try writer.commit())
        let texts = try world.reader().derivations().map { $0.derivation?.outputs[2].blob.digest }
        #expect(texts.count == 3 && Set(texts).count == 1)
        #expect(second.packByteCount < first.packByteCount)
    }

    @Test func `what was computed is not computed again`() throws {
        let world = try World()
        var writer = try world.writer()
        let runner = ScriptedRunner()
        runner.isSlow = true
        writer.startDeriving(.fitting, runner)
        let one = Document(bytes: page("Rain"), "https://example.org/1")
        let other = Document(bytes: page("Rain"), "https://example.org/2")
        for _ in 0..<2 {
            _ = try writer.add(one, again: true)
            _ = try writer.add(one, again: true)
            _ = try writer.add(other)
            _ = try writer.commit()
        }
        #expect(runner.jobs.map(\.context.url) == [one.address, other.address])
    }

    @Test(
        arguments: [
            (Outcome.limit(.time), 2), (.signal(9), 2), (.signal(11), 1), (.limit(.memory), 1),
            (.exit(1), 1), (.failed("x"), 1), (.ok, 1),
        ]
    )
    func `what may be the machine's is computed once more`(outcome: Outcome, count: Int) throws {
        let world = try World()
        var writer = try world.writer()
        let runner = ScriptedRunner { _, _ in .made("a\n", outcome) }
        writer.startDeriving(.fitting, runner)
        let document = Document(bytes: page("Rain"), "https://example.org/1")
        for _ in 0..<4 {
            _ = try writer.add(document, again: true)
            _ = try writer.add(document, again: true)
            _ = try writer.commit()
        }
        #expect(runner.jobs.count == count)
        #expect(try world.reader().derivations().count == count)
    }

    @Test(
        arguments: [
            ("text/html", "x", "article"), ("TEXT/HTML; charset=utf-8", "x", "article"),
            ("application/xhtml+xml", "x", "article"), ("text/plain", "x", "text"),
            ("text/markdown", "x", "text"), ("application/pdf", "<html>", nil),
            (nil, "x", nil), (nil, "  \n<!DOCTYPE html>", "article"),
            (nil, "\u{FEFF}<HTML lang=en>", "article"), (nil, "<htm", nil), (nil, "", nil),
        ] as [(String?, String, String?)]
    )
    func `the kind of a document says which extractor reads it`(
        mediaType: String?,
        start: String,
        name: String?,
    ) {
        let bytes = Array(start.utf8)
        let found = ExtractorChoice.fitting.extractor(for: mediaType, start: bytes.span)
        #expect(found?.extractor.name == name)
    }

    @Test func `a refusal is recorded, and a document too long for any extractor is one`() throws {
        let world = try World()
        var writer = try world.writer()
        let runner = ScriptedRunner()
        writer.startDeriving(.fitting, runner)
        let refused = Array("<meta charset=nonsense>\u{1}".utf8) + [0xFF, 0xFE, 0x80]
        _ = try writer.add(Document(bytes: refused, "https://example.org/1"), "text/html")
        let long = [UInt8](repeating: 0x20, count: (64 << 20) + 1)
        _ = try writer.add(Document(bytes: long, "https://example.org/2"), "text/html")
        let fitting = [UInt8](repeating: 0x20, count: 17 << 20)
        runner.isSlow = true
        _ = try writer.add(Document(bytes: fitting, "https://example.org/3"), "text/html")
        #expect(runner.jobs.map(\.input.count) == [refused.count, fitting.count])
        _ = try writer.commit()
        let outcomes = try world.reader().derivations().compactMap { $0.derivation?.outcome }
        #expect(outcomes == [.failed("charset-unsupported"), .failed("too-large"), .ok])
    }

    @Test(arguments: 3...9)
    func `a commit has the derivations of its captures`(limit: Int) throws {
        var world = try World()
        world.options.statementLimit = limit
        var writer = try world.writer()
        let runner = ScriptedRunner { job, _ in .made("\(job.input.count)") }
        runner.isSlow = true
        writer.startDeriving(.fitting, runner)
        for number in 0..<20 {
            let name = "https://example.org/\(number)"
            _ = try writer.add(Document(bytes: page(name), name))
        }
        _ = try writer.commit()
        let archive = try world.reader()
        var captures: Set<BlobID> = []
        var count = 0
        try archive.forEachEntry { (_, entry, content) throws(ArchiveError) in
            if entry.type == "pack" {
                // A new commit: what it has captured before is in earlier ones.
                captures = []
            }
            if let recorded = content.statement, recorded.capture != nil {
                captures.insert(recorded.id)
            }
            if let derivation = content.statement?.derivation {
                count += 1
                #expect(derivation.capture.map { captures.contains($0.digest) } == true)
            }
            return true
        }
        #expect(count == 20)
        #expect(try world.inspect().problems == [])
    }

    @Test func `nothing is stored when extractors cannot be run`() throws {
        let world = try World()
        var writer = try world.writer()
        let runner = ScriptedRunner()
        runner.failure = StoreError(.inputOutput, "no more processes")
        writer.startDeriving(.fitting, runner)
        let size = writer.archive.treeSize
        #expect(throws: ArchiveWriter.DocumentFailure.self) {
            _ = try writer.add(Document(bytes: page("x"), "https://example.org/1"))
        }
        #expect(refusal { _ = try writer.commit() } == .inputOutput)
        #expect(try world.reader().treeSize == size)
    }

    @Test func `a result that differs from run to run is recorded as that`() throws {
        let world = try World()
        var writer = try world.writer()
        writer.startDeriving(.fitting, ScriptedRunner { _, _ in .made("x", isIdentical: false) })
        _ = try writer.add(Document(bytes: page("x"), "https://example.org/1"))
        _ = try writer.commit()
        #expect(writer.takeResults().map(\.isIdentical) == [false])
        let derivation = try world.reader().derivations().first?.derivation
        #expect(derivation?.selfCheck?.isIdentical == false)
        #expect(derivation?.selfCheck?.perturbed == [.timeZone])
    }

    @Test func `documents are extracted later, once`() throws {
        let world = try World()
        let documents = (0..<4).map { Document(bytes: page("\($0)"), "https://example.org/\($0)") }
        try world.commit(documents)
        for round in 0..<2 {
            var writer = try world.writer()
            writer.startDeriving(.fitting, DirectRunner(.forTests))
            for document in documents {
                let found = try writer.archive.statements(ofAddress: document.address)
                let outcome = try writer.derive(try #require(found.first))
                #expect(outcome == (round == 0 ? .submitted : .recorded))
            }
            #expect(
                try writer.derive(try #require(try writer.archive.statements(ofType: .key).first))
                    == .notRead
            )
            _ = try writer.commit()
        }
        #expect(try world.reader().derivations().count == 4)
        #expect(try world.inspect().problems == [])
    }

    @Test func `a text whose original is missing is recorded as claimed`() throws {
        let world = try World()
        let text = Array("# A title\n\nBy Ida Verhoff\n\nA paragraph of the text.\n".utf8)
        var description = DocumentDescription()
        description.mediaType = MediaType(value: "text/markdown", source: .operator)
        description.claimedExtraction = ClaimedExtraction(
            url: try WebAddress("https://example.org/gone"),
            claimant: "The desk",
            extractor: "some tool",
            source: .operator,
        )
        for round in 0..<2 {
            var writer = try world.writer()
            writer.startDeriving(.fitting, DirectRunner(.forTests))
            for attempt in 0..<2 {
                let outcome = try writer.add(MemorySource(text), description)
                #expect(outcome.isAdded == (round == 0 && attempt == 0))
            }
            _ = try writer.commit()
        }
        let archive = try world.reader()
        let derivations = try archive.derivations().compactMap(\.derivation)
        #expect(derivations.map(\.outcome) == [.claimed, .ok])
        #expect(derivations.map(\.computation.input.role) == [.missing, .derivative])
        #expect(derivations[0].claim?.name == "The desk")
        #expect(derivations[0].outputs.map(\.blob.digest) == [digest(text)])
        #expect(derivations[1].computation.input.blob?.digest == digest(text))
        #expect(derivations[1].computation.context.url == nil)
        let found = try archive.statements(ofAddress: "https://example.org/gone")
        #expect(found.compactMap(\.derivation) == [derivations[0]])
        let about = try archive.extractor(derivations[0].extractor.digest)
        #expect(about?.extractor.kind == .unknown && about?.extractor.note == "some tool")

        var writer = try world.writer()
        writer.startDeriving(.fitting, DirectRunner(.forTests))
        let capture = try #require(try archive.statements(for: digest(text)).first)
        #expect(try writer.derive(capture) == .recorded)
    }
}

extension ArchiveWriter {
    /// Adds a document of a kind.
    mutating func add(_ document: Document, _ mediaType: String) throws -> AddOutcome {
        var description = try document.description
        description.mediaType = MediaType(value: mediaType, source: .operator)
        return try add(MemorySource(document.bytes), description)
    }
}
