// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Testing

@Suite(.temporaryDirectory) struct MappedFileTests {
    @Test(arguments: [0, 1, 4_096, 4_097, 200_000])
    func `a mapped file has the bytes of the file`(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let folder = try temporaryFolder()
        try folder.makeFile("file", containing: bytes)
        let mapped = try MappedFile(try folder.file("file"))
        let memory = ByteArrayRegion(bytes)
        #expect(mapped.count == count)
        #expect(memory.count == count)
        for range in [0..<count, count / 2..<count, 0..<count / 3, count..<count] {
            #expect(mapped.withBytes(range) { $0.count } == range.count)
            let part = mapped.withBytes(range) { bytes in bytes.indices.map { bytes[$0] } }
            #expect(part == Array(bytes[range]))
            #expect(memory.withBytes(range) { bytes in bytes.indices.map { bytes[$0] } } == part)
        }
    }

    @Test func `a mapping outlives the file's name`() throws {
        let folder = try temporaryFolder()
        try folder.makeFile("file", containing: [1, 2, 3])
        let mapped = try MappedFile(try folder.file("file"))
        try folder.remove("file")
        #expect(mapped.withBytes(1..<3) { [$0[0], $0[1]] } == [2, 3])
    }
}
