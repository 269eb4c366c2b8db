// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing
import TransparencyLog

@Suite struct TreeHasherTests {
    @Test func `the empty tree has the digest of nothing`() {
        #expect(
            TreeHasher.emptyRoot.hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    // Source: transparency-dev/merkle rfc6962_test.go.
    @Test(arguments: [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("L123456", "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"),
    ])
    func leafHashesAgree(leaf: String, hash: String) {
        #expect(leafHash(utf8(leaf)).hex == hash)
    }

    // Source: golang/mod sumdb/tlog.
    @Test func `a leaf hash agrees with its base64`() throws {
        #expect(
            leafHash(utf8("hello world"))
                == (try digest(base64: "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0="))
        )
    }

    @Test func `a node hash is that of its children in their order`() {
        var hasher = TreeHasher()
        let left = leafHash(utf8("N123"))
        let right = leafHash(utf8("N456"))
        let hash = hasher.nodeHash(left, right)
        #expect(hash.hex == sha256Hex([1] + left.bytes + right.bytes))
        #expect(hash == hasher.nodeHash(left, right))
        #expect(hash != hasher.nodeHash(right, left))
    }
}
