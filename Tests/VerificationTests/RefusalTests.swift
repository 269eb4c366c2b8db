// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import BlobStore
import Provenance
import Synchronization
import SystemPackage
import Testing
import TransparencyLog
import Verification

@Suite struct RefusalTests {
    private static let options = VerificationOptions(mode: .deep)

    @Test(arguments: [
        ("ARCHIVE", "E701"), ("SPEC.md", "E701"), ("log/00000000000000000000", "E701"),
    ]) func `a file that cannot be opened or read is reported`(
        path: String,
        expected: String,
    ) throws {
        let storage = try ArchiveBuilder().storage
        let closed = RefusingStorage(storage, files: [path])
        #expect(try check(closed, Self.options).codes == codes(expected))
        let broken = RefusingStorage(storage, places: [path: 0..<1])
        let outcome = try check(broken, Self.options)
        #expect(outcome.codes == codes(expected))
        #expect(outcome.report.exitCode == 7)
    }

    @Test(arguments: ["log", "packs", "packs/xx"])
    func `a folder that cannot be listed is reported`(folder: String) throws {
        let builder = try ArchiveBuilder()
        let pack = builder.files.keys.first { $0.hasPrefix("packs/") } ?? ""
        let path = folder == "packs/xx" ? String(pack.prefix(8)) : folder
        let storage = RefusingStorage(builder.storage, folders: [path])
        #expect(try check(storage, Self.options).codes == ["E701"])
    }

    @Test func `a pack that cannot be opened is reported, and what may be in it is not`() throws {
        let builder = try ArchiveBuilder()
        let (content, _) = try builder.addDocument()
        let path = try #require(builder.files.first { $0.value.contains(content) }?.key)
        let outcome = try check(RefusingStorage(builder.storage, files: [path]), Self.options)
        #expect(outcome.codes == ["E701"])
        #expect(outcome.report.exitCode == 7)
    }

    @Test(arguments: VerificationMode.allCases)
    func `a bad sector in a document costs that document only`(mode: VerificationMode) throws {
        let builder = try ArchiveBuilder()
        let (content, _) = try builder.addDocument()
        let other = try builder.capture(utf8("Other."), url: "https://example.org/b")
        let members = [
            MemberBytes(.blobs, [content]), MemberBytes(.blobs, [utf8("Other.")]),
            MemberBytes(.statements, [other]),
        ]
        let path = ArchiveBuilder.path(ofPack: members.flatMap(\.bytes))
        try builder.commit([try builder.addPack(members), try builder.entry(.capture, other)])
        let start = UInt64(members[0].header.byteCount)
        let storage = RefusingStorage(builder.storage, places: [path: start..<start + 1])
        let outcome = try check(storage, VerificationOptions(mode: mode))
        // The walk reads 4 KiB at a time here, so that the place is in what is read ahead.
        #expect(outcome.codes.contains("E701"))
        #expect(outcome.report.commitCount == 3)
    }

    @Test func `all but the bad sector of a pack is read`() throws {
        let builder = try ArchiveBuilder()
        let first = [UInt8](repeating: 1, count: 20_000)
        let second = [UInt8](repeating: 2, count: 20_000)
        let capture = try builder.capture(second, url: "https://example.org/b")
        let members = [
            MemberBytes(.blobs, [first]), changed(MemberBytes(.blobs, [second])) { $0.crc ^= 1 },
            MemberBytes(.statements, [capture]),
        ]
        let path = ArchiveBuilder.path(ofPack: members.flatMap(\.bytes))
        try builder.commit([try builder.addPack(members), try builder.entry(.capture, capture)])
        let storage = RefusingStorage(builder.storage, places: [path: 10_000..<10_001])
        let outcome = try check(storage, Self.options)
        #expect(outcome.codes == ["E701", "E205"])
        #expect(outcome.findings(.memberDataMismatch)[0].documents == ["https://example.org/b"])
        #expect(outcome.findings(.unreadable)[1].blobs == [digest(of: first)])
        #expect(outcome.report.memberCount == 5)
        #expect(try check(storage, VerificationOptions(mode: .quick)).codes == [])
    }

    @Test(
        arguments: [
            ("ARCHIVE", "E107"), ("SPEC.md", "E107"), ("log", "E107"),
            ("log/00000000000000000000", "E107"), ("packs", "E107 E401"),
        ],
        [FileStatus.Kind.link, .special, .folder],
    )
    func `what is not a plain file is not read`(
        item: (path: String, expected: String),
        kind: FileStatus.Kind,
    ) throws {
        let builder = try ArchiveBuilder()
        let isFolder = !item.path.contains("/") && item.path == item.path.lowercased()
        guard !(isFolder && kind == .folder) else {
            return
        }
        builder.files = builder.files.filter { !$0.key.hasPrefix(item.path) }
        let storage = builder.storage
        storage.place(kind, at: item.path)
        #expect(
            try check(storage, Self.options).codes.isSubset(of: codes(item.expected + " E202"))
        )
        #expect(try check(storage, Self.options).codes.contains("E107"))
    }

    @Test func `a folder without anything is not an archive`() throws {
        let storage = MemoryStorage(files: ["notes.txt": []])
        let error = #expect(throws: VerificationError.self) {
            _ = try check(storage, Self.options)
        }
        #expect(error?.code == .notAnArchive)
        #expect(error?.exitCode == 4)
        let refusing = RefusingStorage(storage, folders: [""])
        let other = #expect(throws: VerificationError.self) {
            _ = try check(refusing, Self.options)
        }
        #expect(other?.exitCode == 7)
    }

    @Test func `it stops when told to, and says so`() throws {
        let builder = try ArchiveBuilder()
        try builder.addDocument { $0[0].crc ^= 1 }
        for limit in 0..<100 {
            let count = Mutex(0)
            var options = Self.options
            options.shouldStop = {
                count.withLock {
                    $0 += 1
                    return $0 > limit
                }
            }
            let outcome = try check(builder.storage, options)
            guard outcome.report.isStoppedEarly else {
                #expect(limit > 5)
                #expect(outcome.codes == ["E205"])
                return
            }
            let isFound = outcome.codes == ["E205"]
            #expect(isFound || outcome.findings.isEmpty)
            #expect(outcome.report.exitCode == (isFound ? 1 : 3))
            #expect(outcome.report.notChecked[0].contains("stopped"))
        }
        Issue.record("it never came to an end")
    }

    @Test func `progress ends at the size of the packs`() throws {
        let builder = try ArchiveBuilder()
        try builder.addDocument()
        let last = Mutex<VerificationProgress?>(nil)
        var options = Self.options
        options.progress = { progress in last.withLock { $0 = progress } }
        let outcome = try check(builder.storage, options)
        let progress = try #require(last.withLock { $0 })
        #expect(progress.bytesDone == progress.byteCount)
        #expect(progress.byteCount == outcome.report.packByteCount)
        #expect(progress.packsDone == 2)
        #expect(progress.packCount == 2)
    }
}
