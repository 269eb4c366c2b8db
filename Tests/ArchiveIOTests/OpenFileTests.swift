// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import SystemPackage
import Testing

@Suite(.temporaryDirectory) struct OpenFileTests {
    private func makeFile(_ bytes: [UInt8]) throws -> OpenFile {
        let file = try temporaryFolder().makeFile("file")
        try file.write(bytes.span)
        return file
    }

    @Test(arguments: [0, 1, 4_095, 4_096, 100_000])
    func `what was written is read`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let file = try makeFile(bytes)
        #expect(try file.contents() == bytes)
        #expect(try OpenFile.open(temporaryPath("file")).contents() == bytes)
        #expect(try file.status().byteCount == UInt64(count))
    }

    @Test func `a read ends at the end of the file`() throws {
        let file = try makeFile([1, 2, 3, 4])
        var buffer = [UInt8](repeating: 9, count: 3)
        var span = buffer.mutableSpan
        #expect(try file.read(into: &span, at: 2) == 2)
        #expect(try file.read(into: &span, at: 4) == 0)
        #expect(try file.read(into: &span, at: 1 << 40) == 0)
        #expect(buffer == [3, 4, 9])
    }

    @Test func `an empty buffer reads nothing`() throws {
        let file = try makeFile([1])
        var buffer: [UInt8] = []
        var span = buffer.mutableSpan
        #expect(try file.read(into: &span, at: 0) == 0)
        #expect(buffer.isEmpty)
    }

    @Test func `reading on goes on where it ended`() throws {
        _ = try makeFile([1, 2, 3, 4, 5])
        let file = try OpenFile.open(temporaryPath("file"))
        var buffer = [UInt8](repeating: 0, count: 2)
        var read: [[UInt8]] = []
        for _ in 0..<4 {
            var span = buffer.mutableSpan
            let count = try file.readNext(into: &span)
            read.append(Array(buffer[..<count]))
        }
        #expect(read == [[1, 2], [3, 4], [5], []])
    }

    @Test func `writing goes on where the file was cut`() throws {
        let file = try makeFile([1, 2, 3, 4])
        try file.truncate(to: 1)
        let more: [UInt8] = [8, 9]
        try file.write(more.span)
        #expect(try file.contents() == [1, 8, 9])
    }

    @Test func `a name that is not there is not found`() {
        let error = #expect(throws: StoreError.self) { try OpenFile.open(temporaryPath("none")) }
        #expect(error?.code == .notFound)
        #expect(error?.cause == SystemCallFailure(call: "open", errno: .noSuchFileOrDirectory))
        #expect(error?.message.contains(temporaryPath("none").string) == true)
    }

    @Test(.timeLimit(.minutes(1))) func `a pipe is refused at once`() throws {
        #expect(makePipe("pipe"))
        let error = #expect(throws: StoreError.self) { try OpenFile.open(temporaryPath("pipe")) }
        #expect(error?.code == .notPlain)
    }

    @Test(arguments: ["/", "/dev/null", "/etc/hostname/none"])
    func `what is no plain file is refused`(path: String) {
        let error = #expect(throws: StoreError.self) { try OpenFile.open(FilePath(path)) }
        #expect(error?.code == .notPlain)
    }

    @Test func `a link is followed only when that is wanted`() throws {
        _ = try makeFile([1])
        #expect(makeLink("link", to: "file"))
        #expect(try OpenFile.open(temporaryPath("link")).contents() == [1])
        let error = #expect(throws: StoreError.self) {
            try OpenFile.open(temporaryPath("link"), followingLink: false)
        }
        #expect(error?.code == .notPlain)
    }

    @Test func `a lock is held until the last reference goes`() throws {
        let folder = try temporaryFolder()
        _ = try makeFile([])
        do {
            let holder = try folder.file("file")
            #expect(try holder.tryLock())
            #expect(try holder.tryLock())
            #expect(try !folder.file("file").tryLock())
        }
        #expect(try folder.file("file").tryLock())
    }

    @Test func `a file that was made read-only has mode 0444`() throws {
        let file = try makeFile([])
        try file.makeReadOnly()
        #expect(mode(of: "file") == 0o444)
        try file.synchronize()
    }

    @Test func `writing to a file open for reading is refused`() throws {
        _ = try makeFile([])
        let file = try OpenFile.open(temporaryPath("file"))
        let bytes: [UInt8] = [1]
        let error = #expect(throws: StoreError.self) { try file.write(bytes.span) }
        #expect(error?.code == .inputOutput)
        #expect(error?.cause == SystemCallFailure(call: "write", errno: .badFileDescriptor))
        let cut = #expect(throws: StoreError.self) { try file.truncate(to: 0) }
        #expect(cut?.cause?.call == "ftruncate")
    }

    @Test func `standard input and output have names`() {
        #expect(OpenFile.standardInput.name == "standard input")
        #expect(OpenFile.standardOutput.name == "standard output")
    }

    @Test func `the status of a file says what it is`() throws {
        let before = Clock.secondsSince1970()
        let status = try makeFile([1, 2, 3]).status()
        #expect(status.isPlainFile)
        #expect(status.kind == .file)
        #expect(status.byteCount == 3)
        #expect(status.modifiedSeconds >= before - 2)
        #expect((0..<1_000_000_000).contains(status.modifiedNanoseconds))
        #expect(try temporaryFolder().status(of: "file") == status)
        #expect(try temporaryFolder().status().kind == .folder)
    }
}
