// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import BlobStore
import Testing
import TransparencyLog
import Verification

extension BadArchive {
    /// A pack that nobody needs, with one member of one byte, made to lie.
    private static func member(
        _ name: String,
        quick: String,
        standard: String? = nil,
        deep: String? = nil,
        _ edit: @escaping @Sendable (inout MemberBytes) -> Void,
    ) -> BadArchive {
        BadArchive(name, quick: quick, standard: standard ?? quick, deep: deep ?? quick) {
            let member = changed(MemberBytes(.blobs, [[1]]), edit)
            try $0.commit([try $0.addPack([member])])
        }
    }

    private static func header(
        _ name: String,
        _ codes: String,
        _ edit: @escaping @Sendable (inout [UInt8]) -> Void,
    ) -> BadArchive {
        member(name, quick: codes) { $0.editHeader(edit) }
    }

    static let packs: [BadArchive] =
        entries
        + [
            header("a header of gzip only", "E204") { $0[3] = 0 },
            header("a header of version 0", "E204") { $0[16] = 0 },
            header("a header of version 2", "E209") { $0[16] = 2 },
            header("a header of version 255 and other fields", "E209") {
                $0[16] = 255
                $0[17] = 99
                $0[20] = 1
            },
            header("a header of version 2 and a time", "E204") {
                $0[16] = 2
                $0[4] = 1
            },
            header("a header of no known kind", "E204") { $0[17] = 5 },
            header("a header without blobs", "E204") { $0[18] = 0 },
            header("a header with the greatest lengths", "E204") {
                $0.replaceSubrange(24..<36, with: [UInt8](repeating: 255, count: 12))
            },
            header("a segment number where there is none", "E204") { $0[20] = 1 },
            header("a time", "E204") { $0[4] = 1 },
            member("a header without its checksum", quick: "E204") {
                $0.headerBytes = changed($0.header.encode()) { $0[40] ^= 1 }
            },
            member("another CRC-32", quick: "", deep: "E205") { $0.crc ^= 1 },
            member("another ISIZE", quick: "", deep: "E205") { $0.size += 1 },
            member("another digest", quick: "", deep: "E205") {
                $0.header.blobs[0].id = digest(of: [9])
            },
            member("a stream that is none", quick: "", deep: "E205") { $0.deflated[0] = 6 },
            BadArchive(
                "a statement that does not inflate",
                quick: "",
                standard: "E205",
                deep: "E205",
            ) {
                try $0.addDocument { $0[1].crc ^= 1 }
            },
            BadArchive("the first statement does not inflate", "E201 E205") {
                let path = $0.files.keys.first { $0.hasPrefix("packs/") } ?? ""
                let last = ($0.files[path] ?? []).count - 1
                $0.files[path]?[last] ^= 1
            },
        ].map(quickWithoutDigest)

    /// Quick does not digest packs.
    private static func quickWithoutDigest(_ archive: BadArchive) -> BadArchive {
        BadArchive(
            archive.testDescription,
            quick: archive.quick.replacing("E201", with: ""),
            standard: archive.standard,
            deep: archive.deep,
            build: archive.build,
        )
    }

    private static let entries: [BadArchive] =
        [
            BadArchive("a changed document", quick: "", standard: "E201 E205", deep: "E201 E205") {
                let (content, _) = try $0.addDocument()
                let path = try #require($0.files.first { $0.value.contains(content) }?.key)
                let place = try #require($0.files[path]?.firstRange(of: content)?.lowerBound)
                $0.files[path]?[place] ^= 1
            },
            BadArchive(
                "a changed header",
                quick: "E204",
                standard: "E201 E204 E401",
                deep: "E201 E204 E401",
            ) {
                let (content, _) = try $0.addDocument()
                let path = try #require($0.files.first { $0.value.contains(content) }?.key)
                let next = try #require($0.files[path]?.firstRange(of: [0x1F, 0x8B, 8, 6]))
                #expect(next.lowerBound == 0)
                let second = MemberBytes(.blobs, [content]).bytes.count
                $0.files[path]?[second] ^= 1
            },
            BadArchive("a missing pack", quick: "E202", standard: "E202 E401", deep: "E202 E401") {
                let (content, _) = try $0.addDocument()
                $0.files[try #require($0.files.first { $0.value.contains(content) }?.key)] = nil
            },
            BadArchive(
                "a pack cut off",
                quick: "E203 E204",
                standard: "E203 E204",
                deep: "E203 E204",
            ) {
                let member = MemberBytes(.blobs, [[1]])
                let entry = try $0.addPack([member])
                $0.files[$0.path(of: entry)]?.removeLast()
                try $0.commit([entry])
            },
            BadArchive("a length that lies", "E203") {
                let member = MemberBytes(.blobs, [[1]])
                let entry = try $0.addPack([member])
                let lie = try LogEntry(
                    type: "pack",
                    digest: entry.digest,
                    numbers: [UInt64(Int64.max), 1],
                )
                try $0.commit([lie])
            },
            BadArchive("a count that lies", "E206") {
                let member = MemberBytes(.blobs, [[1]])
                let entry = try $0.addPack([member])
                let lie = try LogEntry(
                    type: "pack",
                    digest: entry.digest,
                    numbers: [entry.numbers[0], UInt64(Int64.max)],
                )
                try $0.commit([lie])
            },
            BadArchive("entries that contradict each other", "E203 E206") {
                let entry = try $0.addPack([MemberBytes(.blobs, [[1]])])
                let lies: [[UInt64]] = [[1, 1], [entry.numbers[0], 2]]
                try $0.commit(
                    [entry]
                        + lies.map {
                            try LogEntry(type: "pack", digest: entry.digest, numbers: $0)
                        }
                )
            },
            BadArchive("an empty pack", "E204") {
                try $0.commit([try $0.addPack([[UInt8]]())])
            },
            BadArchive("the greatest XLEN at the end", "E204") {
                try $0.commit([
                    try $0.addPack([[0x1F, 0x8B, 8, 6, 0, 0, 0, 0, 0, 255, 255, 255]])
                ])
            },
            BadArchive("the smallest XLEN", "E204") {
                try $0.commit([
                    try $0.addPack([
                        [0x1F, 0x8B, 8, 6, 0, 0, 0, 0, 0, 255, 0, 0]
                            + [UInt8](repeating: 0, count: 99)
                    ])
                ])
            },
        ] + segments

    /// The two segments of a blob of zeros; making them takes a second in a debug build.
    private static let largeBlob = Result {
        try segmentMembers(of: [UInt8](repeating: 0, count: 16 << 20 + 5))
    }

    private static let segments: [BadArchive] = [
        [1], [0], [0, 0, 1], [1, 0], [0, 2, 1],
    ].map { (order: [Int]) in
        BadArchive("segments in the order \(order)", "E207") {
            let members = try largeBlob.get() + [MemberBytes(.blobs, [[1]]).bytes]
            try $0.commit([try $0.addPack(order.map { members[$0] })])
        }
    }
}
