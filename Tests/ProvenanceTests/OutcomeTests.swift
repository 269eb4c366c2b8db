// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Provenance
import Testing

@Suite struct OutcomeTests {
    @Test(
        arguments: [
            ("ok", .ok), ("claimed", .claimed), ("failed:no-text", .failed("no-text")),
            ("failed:a", .failed("a")), ("exit:1", .exit(1)), ("exit:255", .exit(255)),
            ("signal:1", .signal(1)), ("signal:64", .signal(64)), ("limit:time", .limit(.time)),
            ("limit:memory", .limit(.memory)), ("limit:output", .limit(.output)),
        ] as [(String, Outcome)]
    )
    func `an outcome is read and written`(text: String, outcome: Outcome) {
        #expect(Outcome(text: text) == outcome)
        #expect(outcome.description == text)
    }

    @Test(arguments: [
        "", "OK", "ok ", " ok", "ok:", "ok:1", "claimed:", "claimed:x", "failed", "failed:",
        "failed:No", "failed:1", "failed:a:b", "failed: a", "failed:a\u{301}", "exit", "exit:",
        "exit:0", "exit:01", "exit:256", "exit:-1", "exit:+1", "exit:1.0", "exit: 1", "exit:1:2",
        "exit:1\u{301}", "exit:１", "exit:18446744073709551617", "signal:0", "signal:65",
        "signal:KILL", "limit", "limit:", "limit:cpu", "limit:time ", "limit:Time", ":", "::",
        "exit\u{301}:1", "time", "limit:ok",
    ])
    func `any other text is none`(text: String) {
        #expect(Outcome(text: text) == nil)
    }

    @Test func `a name of a failure has at most 64 bytes`() {
        let name = String(repeating: "a", count: 64)
        #expect(Outcome(text: "failed:" + name) == .failed(name))
        #expect(Outcome(text: "failed:a" + name) == nil)
    }

    @Test(arguments: -1...300)
    func `exit codes are 1 to 255, signals 1 to 64`(number: Int) {
        #expect((Outcome(text: "exit:\(number)") == .exit(number)) == (1...255 ~= number))
        #expect((Outcome(text: "signal:\(number)") == .signal(number)) == (1...64 ~= number))
    }
}
