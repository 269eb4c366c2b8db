// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Extraction
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore

/// An archive whose originals, outputs and statements are in packs of their own.
struct DerivedWorld {
    let world: World
    let document = Document(bytes: page("Rain"), "https://example.org/rain")
    let memory: MemoryStorage

    /// The path of the pack that has the document, and of the one that has a text output.
    let originalPack: String
    let outputPack: String

    init(_ text: String = "One.\nTwo.\n", _ extractor: PreparedExtractor = .named("test")) throws {
        world = try World()
        memory = try #require(world.storage as? MemoryStorage)
        try world.commit([document])
        originalPack = try Self.newestPack(world)
        // The output is a document as well, so that the derivation's own pack does not have it.
        try world.commit([Document(text, "https://example.org/text")])
        outputPack = try Self.newestPack(world)
        try derive(extractor, .made(text))
    }

    private static func newestPack(_ world: World) throws -> String {
        try #require(try world.inspect().entries.last { $0.type == "pack" }).digest.packPath
    }

    func derive(_ extractor: PreparedExtractor, _ finished: FinishedExtraction) throws {
        var writer = try world.writer()
        writer.startDeriving(
            .one(extractor, mediaTypes: nil),
            ScriptedRunner { _, _ in finished },
        )
        let found = try writer.archive.statements(ofAddress: document.address)
        _ = try writer.derive(try #require(found.first))
        _ = try writer.commit()
    }

    /// The archive after a change of its files.
    func changed(_ change: (inout [String: [UInt8]]) -> Void) throws -> World {
        var files = memory.files.filter { !$0.key.hasPrefix("cache/") }
        change(&files)
        return world.with(MemoryStorage(files: files))
    }
}

/// Runs all derivations of an archive again.
func reproduce(
    _ world: World,
    _ options: Reproducer.Options = .init(),
    _ script: @escaping (ExtractionJob, Int) -> FinishedExtraction? = { _, _ in nil },
) throws -> [ReproductionResult] {
    let archive = try world.reader()
    let reproducer = Reproducer(archive, ScriptedRunner(script), options)
    var results: [ReproductionResult] = []
    try reproducer.run(archive.derivationEntries().entries) { report throws(ArchiveError) in
        if case .result(let result) = report {
            results.append(result)
        }
        return true
    }
    return results
}

@Suite struct ReproductionTests {
    /// What lets the tests' own extractor be run as if it were built in.
    private let commands = {
        var options = Reproducer.Options()
        options.allowsCommands = true
        return options
    }()
    private let command = PreparedExtractor.named("test", kind: .command)

    @Test func `what a built-in extractor gives again is identical`() throws {
        let world = try World()
        var writer = try world.writer()
        writer.startDeriving(.fitting, DirectRunner(.forTests))
        for number in 0..<20 {
            let name = "https://example.org/\(number)"
            _ = try writer.add(Document(bytes: page(name), name))
        }
        _ = try writer.commit()
        let results = try reproduce(world)
        #expect(results.map(\.status) == Array(repeating: .identical, count: 20))
        #expect(results.map(\.entry) == results.map(\.entry).sorted())
        #expect(results.allSatisfy { $0.extractor == "article 1" })
    }

    @Test func `what differs each time is shown`() throws {
        let made = try DerivedWorld("One.\nTwo.\nThree.\n", command)
        let results = try reproduce(made.world, commands) { _, _ in
            .made("One.\n2.\nThree.\n", isIdentical: true)
        }
        #expect(results.map(\.status) == [.differs])
        let difference = try #require(results.first?.differences.first)
        #expect(difference.name == "text")
        #expect(difference.offset == 5 && difference.line == 2)
        #expect(difference.lines == ["- Two.", "+ 2."])
        #expect(difference.changedLineCount == 2)
    }

    @Test func `text that differs in white space is equivalent, bytes are not`() throws {
        for (form, status) in [
            (Extractor.Form.text, ReproductionStatus.equivalent), (.bytes, .differs),
        ] {
            let extractor = PreparedExtractor.named("test", kind: .command, form: form)
            let made = try DerivedWorld("One.\nTwo.\n", extractor)
            let results = try reproduce(made.world, commands) { _, _ in
                .made("One.  Two.", isIdentical: true)
            }
            #expect(results.map(\.status) == [status])
        }
    }

    @Test func `another outcome differs`() throws {
        let made = try DerivedWorld("One.\n", command)
        let results = try reproduce(made.world, commands) { _, _ in
            .made("", .exit(3), isIdentical: true)
        }
        #expect(results.map(\.status) == [.differs])
        #expect(results.first?.reason == "the outcome was ok and is exit:3")
    }

    @Test(arguments: [true, false])
    func `what differs from run to run is not deterministic`(byPerturbation: Bool) throws {
        let made = try DerivedWorld("One.\n", command)
        let results = try reproduce(made.world, commands) { _, index in
            .made(byPerturbation ? "x" : "\(index)", isIdentical: !byPerturbation)
        }
        #expect(results.map(\.status) == [.nondeterministic])
        #expect(results.first?.reason?.contains("time-zone") == byPerturbation)
    }

    @Test func `a limit that was not reached before is told apart`() throws {
        let made = try DerivedWorld("One.\n", command)
        let results = try reproduce(made.world, commands) { _, _ in
            .made("", .limit(.time), isIdentical: true)
        }
        #expect(results.map(\.status) == [.limit])
    }

    @Test func `recorded failures are reproduced`() throws {
        let made = try DerivedWorld("One.\n", command)
        let other = PreparedExtractor.named("other", kind: .command)
        try made.derive(other, .made("", .exit(2)))
        let results = try reproduce(made.world, commands) { job, _ in
            job.extractor.name == "other" ? .made("", .exit(2)) : .made("One.\n")
        }
        #expect(results.map(\.status) == [.identical, .identical])
    }

    @Test func `programs of the system are refused unless they are allowed`() throws {
        let made = try DerivedWorld("One.\n", command)
        #expect(try reproduce(made.world).map(\.status) == [.refused])
        let results = try reproduce(made.world, commands) { _, _ in .made("One.\n") }
        #expect(results.map(\.status) == [.identical])
        let gone = try reproduce(made.world, commands) { _, _ in
            var finished = FinishedExtraction.made("", .failed("unavailable"))
            finished.run.unavailability = .otherBytes
            return finished
        }
        #expect(gone.map(\.status) == [.extractorUnavailable])
        #expect(gone.first?.reason == "other bytes than those recorded")
    }

    @Test(arguments: [Extractor.Kind.builtin, .wasm, .unknown])
    func `an extractor that this program does not have is unavailable`(
        kind: Extractor.Kind
    ) throws {
        let made = try DerivedWorld("One.\n", .named("article", version: "0", kind: kind))
        let results = try reproduce(made.world, commands)
        #expect(results.map(\.status) == [.extractorUnavailable])
        #expect(results.first?.extractor == "article 0")
    }

    @Test func `an original that is missing or damaged is told`() throws {
        let made = try DerivedWorld("One.\n", command)
        let without = try made.changed { $0[made.originalPack] = nil }
        #expect(try reproduce(without, commands).map(\.status) == [.inputMissing])
        let damaged = try made.changed { files in
            files[made.originalPack].map { files[made.originalPack] = changedInDeflate($0) }
        }
        #expect(try reproduce(damaged, commands).map(\.status) == [.inputCorrupt])
    }

    @Test func `an output that is lost is healed when the run gives it again`() throws {
        let made = try DerivedWorld("One.\nTwo.\n", command)
        let without = try made.changed { $0[made.outputPack] = nil }
        let results = try reproduce(without, commands) { _, _ in .made("One.\nTwo.\n") }
        #expect(results.map(\.status) == [.healed])
        let healed = try #require(results.first)
        #expect(healed.healable.map(\.bytes) == [Array("One.\nTwo.\n".utf8)])

        var writer = try without.writer()
        try writer.restore(healed)
        _ = try writer.commit()
        let archive = try without.reader()
        #expect(try archive.bytes(of: digest(Array("One.\nTwo.\n".utf8))).count == 10)
        let notes = try archive.notes(about: [healed.statement])
        #expect(notes.count == 1)
        let again = try reproduce(without, commands) { _, _ in .made("One.\nTwo.\n") }
        #expect(again.map(\.status) == [.identical])
    }

    @Test func `an output that is lost and not given again stays lost`() throws {
        let made = try DerivedWorld("One.\nTwo.\n", command)
        let other = { (_: ExtractionJob, _: Int) in
            FinishedExtraction.made("x", isIdentical: true) as FinishedExtraction?
        }
        let without = try made.changed { $0[made.outputPack] = nil }
        #expect(try reproduce(without, commands, other).map(\.status) == [.outputMissing])
        let damaged = try made.changed { files in
            files[made.outputPack].map { files[made.outputPack] = changedInDeflate($0) }
        }
        #expect(try reproduce(damaged, commands, other).map(\.status) == [.outputCorrupt])
    }

    @Test(arguments: Lie.allCases)
    func `a record that is wrong about itself is not identical`(lie: Lie) throws {
        let made = try DerivedWorld("One.\n", command)
        var writer = try made.world.writer()
        let entry = try #require(writer.archive.derivationEntries().entries.first)
        let recorded = try writer.archive.statement(atEntry: entry)
        var derivation = try #require(recorded?.derivation)
        let other = try writer.archive.statements(ofAddress: "https://example.org/text")
        lie.tell(&derivation, otherCapture: try #require(other.first).id)
        try writer.put(try writer.makeStatement(.derivation(derivation)))
        _ = try writer.commit()
        let results = try reproduce(made.world, commands) { _, _ in
            .made("One.\n", isIdentical: true)
        }
        #expect(results.map(\.status) == [.identical, lie.status])
        #expect(results.last?.reason?.contains(lie.reason) == true)
    }

    @Test func `an end that may be the machine's is no difference`() throws {
        let made = try DerivedWorld("One.\n", command)
        for outcome in [Outcome.signal(9), .limit(.time), .signal(6)] {
            let extractor = PreparedExtractor.named("ended", version: "\(outcome)", kind: .command)
            try made.derive(extractor, .made("", outcome))
        }
        // Nothing that came out may pass as what the extractor gives.
        var lie = FinishedExtraction.made("A lie.\n")
        lie.run.outcome = .limit(.time)
        try made.derive(.named("lie", kind: .command), lie)
        let results = try reproduce(made.world, commands) { _, _ in
            .made("One.\n", isIdentical: true)
        }
        let statuses: [ReproductionStatus] = [
            .identical, .notChecked, .notChecked, .differs, .differs,
        ]
        #expect(results.map(\.status) == statuses)
        #expect(results.map(\.wasRun) == Array(repeating: true, count: 5))
    }

    @Test func `an entry of a derivation that is something else is told`() throws {
        let made = try DerivedWorld("One.\n", command)
        let archive = try made.world.reader()
        var entries: [UInt64] = []
        let runner = ScriptedRunner { _, _ in .made("One.\n") }
        try Reproducer(archive, runner, commands).run([1]) { report throws(ArchiveError) in
            if case .unreadable(let entry, _) = report {
                entries.append(entry)
            }
            return true
        }
        #expect(entries == [1])
    }

    @Test func `a claim has nothing to run`() throws {
        let world = try World()
        var writer = try world.writer()
        var description = DocumentDescription()
        description.claimedExtraction = ClaimedExtraction(
            url: try WebAddress("https://example.org/gone"),
            source: .operator,
        )
        _ = try writer.add(MemorySource(Array("x".utf8)), description)
        _ = try writer.commit()
        #expect(try reproduce(world).map(\.status) == [.claimOnly])
    }

    @Test func `another extractor shows what it changes`() throws {
        let made = try DerivedWorld("One.\nTwo.\n", command)
        try made.derive(.named("unlike", kind: .command), .made("x"))
        var options = Reproducer.Options()
        options.against = .named("test", version: "2")
        let same = try reproduce(made.world, options) { _, _ in .made("One.\nTwo.\n") }
        #expect(same.map(\.status) == [.identical, .notChecked])
        var count = 0
        let other = try reproduce(made.world, options) { job, _ in
            count += 1
            #expect(job.extractor.version == "2")
            return .made("One.\nThree.\n")
        }
        #expect(other.map(\.status) == [.differs, .notChecked])
        #expect(other.first?.differences.first?.changedLineCount == 2)
        // A difference is what is asked for: nobody needs to see it twice.
        #expect(count == 1)
    }

    @Test func `a sample is the same for the same seed`() throws {
        let world = try World()
        var writer = try world.writer()
        writer.startDeriving(.fitting, ScriptedRunner { _, _ in .made("x") })
        for number in 0..<300 {
            let name = "https://example.org/\(number)"
            _ = try writer.add(Document(bytes: Array("<html>\(number)".utf8), name), "text/html")
        }
        _ = try writer.commit()
        let archive = try world.reader()
        let (all, count) = try archive.derivationEntries()
        #expect(all.count == 300 && count == 300)
        let choose = { (seed: UInt64) in
            try archive.derivationEntries(ReproductionSample(count: 40, seed: seed)).entries
        }
        let sample = try choose(7)
        #expect(sample == (try choose(7)))
        #expect(sample != (try choose(8)))
        #expect(sample.count == 40 && Set(sample).isSubset(of: all) && sample == sample.sorted())
        let larger = ReproductionSample(count: 1_000, seed: 7)
        #expect(try archive.derivationEntries(larger).entries == all)
    }

    @Test func `a statement that cannot be read is told, and the others are run`() throws {
        let made = try DerivedWorld("One.\n", command)
        let first = try made.world.reader().derivationEntries().entries
        try made.derive(.named("other", kind: .command), .made("One.\n"))
        let entries = try made.world.inspect().entries
        let pack = try #require(entries[..<Int(first[0])].last { $0.type == "pack" })
        let world = try made.changed { $0[pack.digest.packPath] = nil }
        let archive = try world.reader()
        let runner = ScriptedRunner { _, _ in .made("One.\n") }
        var unreadable: [UInt64] = []
        var statuses: [ReproductionStatus] = []
        try Reproducer(archive, runner, commands).run(archive.derivationEntries().entries) {
            report throws(ArchiveError) in
            switch report {
            case .unreadable(let entry, _): unreadable.append(entry)
            case .result(let result): statuses.append(result.status)
            }
            return true
        }
        #expect(unreadable == first)
        #expect(statuses == [.identical])
    }
}

/// What the record of a derivation may say of itself that is not so.
enum Lie: CaseIterable {
    case inputLength
    case parameters
    case extractor
    case address
    case capture
    case outputLength
    case outputMediaType

    var status: ReproductionStatus {
        [.parameters, .extractor].contains(self) ? .extractorUnavailable : .differs
    }

    var reason: String {
        switch self {
        case .inputLength: "9 bytes"
        case .parameters: "told something"
        case .extractor: "another extractor"
        case .address: "another address"
        case .capture: "other bytes"
        case .outputLength: "text has 4 bytes"
        case .outputMediaType: "image/png"
        }
    }

    func tell(_ derivation: inout Derivation, otherCapture: BlobID) {
        let computation = derivation.computation
        var input = computation.input
        var context = computation.context
        switch self {
        case .inputLength:
            input.blob = input.blob.map { Reference(digest: $0.digest, byteCount: 9) }
        case .parameters, .extractor: break
        case .address: context.url = "https://example.org/elsewhere"
        case .capture: derivation.capture = Reference(digest: otherCapture)
        case .outputLength:
            let output = derivation.outputs[0].blob.digest
            derivation.outputs[0].blob = Reference(digest: output, byteCount: 4)
        case .outputMediaType: derivation.outputs[0].mediaType = "image/png"
        }
        derivation.computation = Computation(
            input: input,
            extractor: self == .extractor ? otherCapture : computation.extractor,
            parameters: self == .parameters ? ["language": "de"] : [:],
            context: context,
            limits: computation.limits,
        )
    }
}

/// A pack with another byte in the deflate stream of its first member.
func changedInDeflate(_ pack: [UInt8]) -> [UInt8] {
    var bytes = pack
    let headerByteCount = 12 + Int(bytes[10]) + Int(bytes[11]) << 8 + 2
    bytes[headerByteCount + 1] ^= 0x10
    return bytes
}
