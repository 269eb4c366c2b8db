// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore

@Suite struct ExportTests {
    @Test func `what an envelope signs is type and payload with their lengths`() throws {
        let bytes = SignedEnvelope.encoding(
            of: "http://example.com/HelloWorld",
            Array("hello world".utf8),
        )
        let expected = "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func `a signature of an envelope is one of its encoding, and of nothing else`() throws {
        let key = try signer(3)
        let payload = Array(#"{"a":1}"#.utf8)
        let envelope = SignedEnvelope(payload, type: SignedEnvelope.inTotoType, signedBy: key)
        let line = NoteSignature(
            name: key.verifierKey.name,
            keyID: key.verifierKey.keyID,
            signature: envelope.signature,
        )
        let encoding = SignedEnvelope.encoding(of: SignedEnvelope.inTotoType, payload)
        #expect(key.verifierKey.isValid(line, text: encoding))
        #expect(!key.verifierKey.isValid(line, text: payload))
        #expect(!encoding.contains(0x0A))
        #expect(key.verifierKey.encode().hasPrefix(envelope.keyID + "+"))
        #expect(envelope.json["signatures"]?.array?.count == 1)
    }

    private static func step(
        _ archive: ArchiveReader,
        _ lineage: Lineage,
    ) throws -> Lineage.Step {
        let entry = try #require(lineage.steps.keys.max())
        return try #require(lineage.steps[entry])
    }

    @Test func `an in-toto statement names outputs, input and extractor`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        try maker.derive(["text", "evidence"], of: "page", url: "https://example.org/")
        let archive = try maker.commit()
        let lineage = try LineageWorld.lineage(of: "page", archive)
        let step = try Self.step(archive, lineage)
        let statement = try InTotoStatement.make(of: step, in: archive)
        let subjects = statement["subject"]?.array ?? []
        #expect(subjects.map { $0["name"]?.string } == ["part-0", "part-1"])
        #expect(subjects.first?["digest"]?["sha256"]?.string == LineageWorld.id("text").hex)
        let definition = try #require(statement["predicate"]?["buildDefinition"])
        let dependencies = definition["resolvedDependencies"]?.array ?? []
        #expect(dependencies.map { $0["name"]?.string } == ["input", "extractor"])
        #expect(dependencies.first?["digest"]?["sha256"]?.string == LineageWorld.id("page").hex)
        #expect(dependencies.last?["annotations"]?["version"]?.string == "7")
        let computation = try #require(definition["externalParameters"]?["computation"])
        #expect(CanonicalJSON.encode(computation) == step.derivation.computation.identityBytes)
        let inside = try #require(definition["internalParameters"])
        #expect(inside["entry"]?.integer == Int64(step.recorded.entry))
        #expect(inside["treeSize"]?.integer == Int64(archive.treeSize))
        let byproducts = statement["predicate"]?["runDetails"]?["byproducts"]?.array ?? []
        let content = try #require(byproducts.last?["content"]?.string)
        let receipt = try ProofFile.decode(Base64.decode(content.utf8.span))
        #expect(receipt.extra == step.recorded.bytes)
    }

    @Test func `what was not run or gave nothing is not attested`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        try maker.derive([], of: "page")
        try maker.derive(["text"], of: nil)
        let archive = try maker.commit()
        for name in ["page", "text"] {
            let step = try Self.step(archive, LineageWorld.lineage(of: name, archive))
            let code = refusal { _ = try InTotoStatement.make(of: step, in: archive) }
            #expect(code == .invalidRequest)
        }
    }

    @Test func `in PROV a run is an activity, and a claim is none`() throws {
        var maker = try LineageWorld()
        try maker.capture("page")
        try maker.derive(["text"], of: "page")
        try maker.derive(["copy"], of: nil, url: "https://example.org/gone")
        let archive = try maker.commit()
        let run = try ProvDocument.make(
            of: LineageWorld.lineage(of: "page", archive),
            in: archive,
        )
        #expect(run["prefix"]?["archive"]?.string == ProvDocument.terms)
        #expect(run["activity"]?.object?.members.count == 1)
        #expect(run["wasDerivedFrom"]?.object?.members.count == 1)
        #expect(run["used"]?.object?.members.count == 1)
        #expect(run["specializationOf"]?.object?.members.count == 1)
        let text = LineageWorld.id("text").hex
        #expect(run["entity"]?["blob:\(text)"]?["archive:size"]?.integer == 4)
        let claim = try ProvDocument.make(
            of: LineageWorld.lineage(of: "copy", archive),
            in: archive,
        )
        #expect(claim["activity"] == nil)
        let derived = claim["wasDerivedFrom"]?.object?.members.first?.value
        #expect(derived?["prov:type"]?["$"]?.string == "archive:ClaimedDerivation")
        #expect(derived?["prov:activity"] == nil)
        // The statement to the key, and the claimed output to Ann.
        #expect(claim["wasAttributedTo"]?.object?.members.count == 2)
    }

    @Test func `nothing is signed on a log that is not the one remembered`() throws {
        var maker = try LineageWorld()
        let world = maker.world
        let heads = world.heads
        let older = try world.copy()
        try maker.capture("page")
        _ = try maker.commit()
        let open = { (world: World, keys: [SignerKey]) in
            try ArchiveReader.openForSigning(world.storage, keys: keys, heads: heads)
        }
        let (archive, key) = try open(world, [signer(9)] + world.keys)
        #expect(archive.treeSize > 2)
        #expect(key.verifierKey == world.keys[0].verifierKey)
        #expect(refusal { _ = try open(world, [signer(9)]) } == .notTrusted)
        #expect(refusal { _ = try open(older.world, world.keys) } == .notTrusted)
    }
}
