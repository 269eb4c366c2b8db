// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct CheckpointTests {
    private static let root = "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek="

    @Test func `the three lines are read and written`() throws {
        let text = utf8("go.sum database tree\n35225469\n\(Self.root)\n")
        let checkpoint = try Checkpoint.decode(text)
        #expect(checkpoint.origin.description == "go.sum database tree")
        #expect(checkpoint.treeSize == 35_225_469)
        #expect(checkpoint.rootHash == (try digest(base64: Self.root)))
        #expect(checkpoint.extensionLines == [])
        #expect(checkpoint.encode() == text)
    }

    @Test func `extension lines are read and not written`() throws {
        let lines = "a\n1\n\(Self.root)\n"
        let checkpoint = try Checkpoint.decode(utf8(lines + "one\n two \n"))
        #expect(checkpoint.extensionLines == [utf8("one"), utf8(" two ")])
        #expect(checkpoint.encode() == utf8(lines))
    }

    @Test func `the largest tree size is 2^63 - 1`() throws {
        let text = utf8("a\n9223372036854775807\n\(Self.root)\n")
        #expect(try Checkpoint.decode(text).treeSize == 9_223_372_036_854_775_807)
        #expect(throws: CheckpointFailure.self) {
            try Checkpoint.decode(utf8("a\n9223372036854775808\n\(Self.root)\n"))
        }
    }

    @Test(arguments: [
        "007", "+5", "-34", "0x1", "9223372036854775808", "1 ", " 1", "\u{663}",
        "99999999999999999999999999",
    ])
    func `sizes in other spellings are refused`(size: String) {
        let error = #expect(throws: CheckpointFailure.self) {
            try Checkpoint.decode(utf8("log\n\(size)\n\(Self.root)\n"))
        }
        guard case .badTreeSize(offset: 4, _) = error else {
            Issue.record("another failure: \(String(describing: error))")
            return
        }
    }

    @Test(arguments: [0, 31, 33, 64])
    func `roots of another length are refused`(count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        let failure: CheckpointFailure =
            count == 0
            ? .emptyLine(offset: 6)
            : .badRootHash(offset: 6, .wrongLength(expected: 32, actual: count))
        #expect(throws: failure) {
            try Checkpoint.decode(utf8("log\n1\n\(Base64.encode(bytes.span))\n"))
        }
    }

    static let malformed: [(String, CheckpointFailure)] = [
        ("", .missingLine(offset: 0)),
        ("\n1\n\(root)\n", .emptyLine(offset: 0)),
        ("log\n\n\(root)\n", .emptyLine(offset: 4)),
        ("log\n1\n", .missingLine(offset: 6)),
        ("log\n1\n\(root)", .missingLine(offset: 6)),
        ("log\n1\n\(root)\n\n", .emptyLine(offset: 51)),
        ("log\n1\n\(root)\nx", .missingLine(offset: 51)),
        ("log\n1\n\(root)\nx\n\n", .emptyLine(offset: 53)),
        ("log\r\n1\n\(root)\n", .notText(offset: 3)),
        ("log\n0\n\(root)\n", .wrongEmptyRoot),
        (
            "log\n1\n0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+el=\n",
            .badRootHash(offset: 6, .notCanonical(offset: 42)),
        ),
    ]

    @Test(arguments: malformed)
    func `malformed checkpoints are refused`(text: String, failure: CheckpointFailure) {
        #expect(throws: failure) {
            try Checkpoint.decode(utf8(text))
        }
    }

    @Test func `what would not decode is not made`() throws {
        let origin = try Origin("log")
        #expect(throws: CheckpointFailure.wrongEmptyRoot) {
            try Checkpoint(origin: origin, treeSize: 0, rootHash: leafHash([]))
        }
        let failure = DecodingFailure.overLimit(limit: Int.max, actual: Int.max)
        #expect(throws: CheckpointFailure.badTreeSize(offset: 4, failure)) {
            try Checkpoint(origin: origin, treeSize: 1 << 63, rootHash: leafHash([]))
        }
        let empty = try Checkpoint(
            origin: origin,
            treeSize: 0,
            rootHash: TreeHasher.emptyRoot,
        )
        #expect(try Checkpoint.decode(empty.encode()) == empty)
    }

    @Test func `cut and changed texts decode to what they say or not at all`() throws {
        let golden = utf8("log\n7\n\(Self.root)\n")
        let value = try Checkpoint.decode(golden)
        var refused = 0
        for bytes in beginnings(of: golden) + changes(of: golden) {
            do {
                let other = try Checkpoint.decode(bytes)
                #expect(other != value)
                #expect(other.extensionLines != [] || other.encode() == bytes)
            } catch {
                refused += 1
            }
        }
        #expect(refused >= golden.count)
    }
}

@Suite struct OriginTests {
    @Test func `origins are compared as bytes`() throws {
        #expect(try Origin("caf\u{E9}") != Origin("cafe\u{301}"))
        #expect(try Origin("a b+c").description == "a b+c")
        #expect(try Origin(KeyName("a")) == Origin("a"))
    }

    @Test(
        arguments: [
            ([], .truncated(offset: 0, missing: 1)),
            ([0x61, 0x0A], .unexpectedByte(offset: 1, value: 0x0A)),
            ([0x0D], .unexpectedByte(offset: 0, value: 0x0D)),
            ([0x61, 0x62, 0x80], .unexpectedByte(offset: 2, value: 0x80)),
        ] as [([UInt8], DecodingFailure)]
    )
    func `what is not one line of text is refused`(bytes: [UInt8], failure: DecodingFailure) {
        #expect(throws: failure) {
            try Origin(bytes: bytes)
        }
    }
}
