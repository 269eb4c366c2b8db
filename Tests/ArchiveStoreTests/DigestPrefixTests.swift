// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing

@testable import ArchiveStore

@Suite struct DigestPrefixTests {
    private static let hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

    @Test(arguments: [8, 9, 16, 63, 64])
    func `the first digits of a digest are its beginning`(count: Int) throws {
        let whole = try Digest(hex: Self.hex.utf8.span)
        for text in [Self.hex, "sha256:" + Self.hex, Self.hex.uppercased()] {
            let front = text.hasPrefix("sha256:") ? 7 : 0
            let prefix = try #require(DigestPrefix(userText: String(text.prefix(front + count))))
            #expect(prefix.digits == Self.hex.prefix(count))
            #expect(prefix.range.contains(whole))
            #expect(prefix.digest == (count == 64 ? whole : nil))
            #expect(prefix.range.lowerBound.hex.hasPrefix(prefix.digits))
            #expect(prefix.range.upperBound.hex.hasPrefix(prefix.digits))
        }
    }

    @Test(arguments: [
        "", "1234567", "sha256:", "sha256:1234567", "0123456g", "sha256:sha256:01234567",
        " 01234567",
        "01234567 ", "sha512:01234567", "０１２３４５６７", "é1234567",
    ])
    func `nothing else is one`(text: String) {
        #expect(DigestPrefix(userText: text) == nil)
    }

    @Test func `more than 64 digits are none`() {
        #expect(DigestPrefix(userText: Self.hex + "0") == nil)
    }

    @Test func `documents and statements are found by their first digits`() throws {
        let world = try World()
        for start in stride(from: 0, to: 40, by: 8) {
            try world.commit((start..<start + 8).map { Document("document \($0)") })
        }
        let archive = try world.reader()
        #expect(archive.index.runs.count > 1)
        for number in 0..<40 {
            let id = Document("document \(number)").id
            let prefix = try #require(DigestPrefix(userText: String(id.hex.prefix(8))))
            #expect(try archive.digests(startingWith: prefix) == [id])
            let statement = try #require(try archive.statements(for: id).first).id
            let own = try #require(DigestPrefix(userText: String(statement.hex.prefix(12))))
            #expect(try archive.digests(startingWith: own) == [statement])
        }
        let none = try #require(DigestPrefix(userText: "00000000"))
        #expect(try archive.digests(startingWith: none).isEmpty)
    }
}
