// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import BlobStore
import SystemPackage
import Testing
import TransparencyLog
import Verification

/// The receipts in `Tests/Vectors/receipt/v1`, made by another program from the format's text.
@Suite struct ReceiptTests {
    static let folder: FilePath = {
        var path = FilePath(#filePath)
        path.removeLastComponent()
        path.removeLastComponent()
        return path.appending("Vectors").appending("receipt").appending("v1")
    }()

    static let expectations: JSONValue = {
        do {
            let bytes = try read(folder.appending("expect.json"))
            return try JSONValue(parsing: bytes, limits: JSONLimits(depth: 8, byteCount: 1 << 20))
        } catch {
            return .null
        }
    }()

    static let names = expectations.object?.members.map(\.name) ?? []

    static func read(_ path: FilePath) throws -> [UInt8] {
        let file = try LocalFile(OpenFile.open(path))
        return try #require(try file.readAll(limit: 1 << 24))
    }

    private func check(_ bytes: [UInt8], _ name: String) throws -> Receipt {
        let text = try #require(Self.expectations[name]?["key"]?.string)
        let key = try VerifierKey.decode(text)
        let storage = MemoryStorage(files: ["receipt": bytes])
        return try checkReceipt(try storage.open("receipt"), key: key)
    }

    @Test func `there are good and bad receipts`() {
        #expect(Self.names.contains { $0.hasPrefix("good/") })
        #expect(Self.names.contains { $0.hasPrefix("bad/") })
    }

    @Test(arguments: names) func `a receipt is good or bad as it says`(name: String) throws {
        let bytes = try Self.read(Self.folder.appending(name))
        if name.hasPrefix("good/") {
            let receipt = try check(bytes, name)
            #expect((receipt.document != nil) == name.hasSuffix(".gz"))
            #expect(receipt.entry < receipt.checkpoint.checkpoint.treeSize)
        } else {
            let failure = #expect(throws: ReceiptFailure.self) {
                try check(bytes, name)
            }
            // Words for a person, not the names of cases in the source.
            #expect(failure?.description.contains(/[a-z][A-Z]|\(offset/) == false)
        }
    }

    /// SPEC §9: every line by the key must verify.
    @Test(arguments: names.filter { $0.hasPrefix("good/") && $0.hasSuffix(".tlog-proof") })
    func `a receipt with a further line by the key that is wrong proves nothing`(
        name: String
    ) throws {
        let bytes = try Self.read(Self.folder.appending(name))
        let checked = try check(bytes, name)
        let key = try VerifierKey.decode(try #require(Self.expectations[name]?["key"]?.string))
        let good = try #require(
            checked.checkpoint.note.signatures.first { $0.keyID == key.keyID }
        )
        var signature = good.signature
        signature[0] ^= 1
        let bad = NoteSignature(name: good.name, keyID: good.keyID, signature: signature)
        #expect(throws: ReceiptFailure.notSigned(origin: key.name.description)) {
            try check(bytes + bad.encode(), name)
        }
        #expect(try check(bytes + good.encode(), name).entry == checked.entry)
    }

    @Test(arguments: names.filter { $0.hasPrefix("good/") })
    func `a receipt that is cut off anywhere proves nothing`(name: String) throws {
        let bytes = try Self.read(Self.folder.appending(name))
        let step = max(1, bytes.count / 4_000)
        let whole = try check(bytes, name)
        for count in stride(from: 0, to: bytes.count, by: step) {
            // Further signature lines may be missing: the one that is asked for is there.
            if let receipt = try? check(Array(bytes.prefix(count)), name) {
                let lines = receipt.checkpoint.note.signatures.count
                #expect(lines < whole.checkpoint.note.signatures.count, "\(count) bytes")
            }
        }
    }

    @Test(arguments: names.filter { $0.hasPrefix("good/") && !$0.contains("segment") })
    func `a receipt with any byte changed proves nothing else`(name: String) throws {
        let bytes = try Self.read(Self.folder.appending(name))
        let whole = try check(bytes, name)
        let step = max(1, bytes.count / 2_000)
        for index in stride(from: 0, to: bytes.count, by: step) {
            var changed = bytes
            changed[index] ^= 0x20
            // A line by a key that is not asked for proves nothing and may change.
            if let receipt = try? check(changed, name) {
                #expect(receipt.statementBytes == whole.statementBytes, "byte \(index)")
                #expect(receipt.document == whole.document, "byte \(index)")
                #expect(receipt.checkpoint.checkpoint == whole.checkpoint.checkpoint)
            }
        }
    }
}
