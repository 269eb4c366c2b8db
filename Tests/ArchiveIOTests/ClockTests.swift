// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Testing

@Suite struct ClockTests {
    @Test func `the clock says a time of this century`() {
        let seconds = Clock.secondsSince1970()
        #expect(seconds > 1_700_000_000)
        #expect(seconds < 4_102_444_800)
    }

    @Test func `the monotonic clock does not go backwards`() {
        var last = Clock.monotonicSeconds()
        for _ in 0..<1_000 {
            let now = Clock.monotonicSeconds()
            #expect(now >= last)
            last = now
        }
        #expect(last > 0)
    }
}
