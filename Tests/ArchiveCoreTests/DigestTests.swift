// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Testing

@Suite struct DigestTests {
    @Test(arguments: [0, 1, 31, 33, 64])
    func `a digest of another length is refused`(count: Int) {
        #expect(throws: DecodingFailure.wrongLength(expected: 32, actual: count)) {
            let bytes = [UInt8](repeating: 0, count: count)
            return try Digest(bytes: bytes.span)
        }
    }
}
