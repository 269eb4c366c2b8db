// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveTestSupport
import Testing

@Suite struct UTF8TextTests {
    @Test(arguments: ["", "a", "é", "e\u{301}", "\u{FFFF}", "😀", "\u{0}", "\u{10FFFF}"])
    func `text is valid and kept`(text: String) {
        let bytes = Array(text.utf8)
        #expect(UTF8Text.isValid(bytes.span) == true)
        #expect(UTF8Text.decode(bytes.span).map { Array($0.utf8) } == bytes)
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xED, 0xBF, 0xBF], [0xE2, 0x82], [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x41, 0xFE, 0x41],
        ] as [[UInt8]]
    )
    func `anything else is not`(bytes: [UInt8]) {
        #expect(UTF8Text.isValid(bytes.span) == false)
        #expect(UTF8Text.decode(bytes.span) == nil)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `bytes are valid when repairing them changes nothing`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let bytes = (0..<6).map { _ in
                [0x41, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xED]
                    .randomElement(using: &generator) ?? UInt8(0)
            }
            let isKept = Array(String(decoding: bytes, as: UTF8.self).utf8) == bytes
            #expect(UTF8Text.isValid(bytes.span) == isKept, "seed \(seed)")
        }
    }
}
