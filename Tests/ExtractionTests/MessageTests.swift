// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance
import Testing

@testable import Extraction

private let zeroDigest: Digest = {
    let bytes = [UInt8](repeating: 0, count: Digest.byteCount)
    return try! Digest(bytes: bytes.span)
}()

/// Everything that a job can have.
let fullJob = ExtractionJob(
    extractor: Extractor(
        name: "lines",
        version: "2.1",
        kind: .command,
        command: ExtractorCommand(
            executable: ExtractorCommand.Executable(
                path: "/usr/bin/wc",
                digest: zeroDigest,
                byteCount: 7,
            ),
            arguments: ["-l", "{input}"],
            environment: ["LC_ALL=C"],
            files: [],
            probe: ["--version"],
        ),
        outputs: [Extractor.Output(name: "count", mediaType: "text/plain", form: .bytes)],
        note: "counts",
    ),
    files: [[], [1, 2, 3], Array(repeating: 9, count: 300)],
    input: Array("line\n".utf8),
    mediaType: "text/plain",
    context: Computation.Context(
        url: "https://example.org/ü",
        httpContentType: "text/plain; charset=utf-8",
        capturedAt: "2026-01-02T03:04:05Z",
    ),
    parameters: ["depth": 3, "names": ["a", "b"]],
    limits: Computation.Limits(milliseconds: 0, memoryByteCount: .max, outputByteCount: 12),
)

/// Everything that a result can have.
let fullRun = ExtractionRun(
    outcome: .ok,
    outputs: [
        .init(name: "count", mediaType: "text/plain", bytes: [0x31]),
        .init(name: "log", mediaType: "text/plain", bytes: []),
    ],
    engine: Engine(
        name: "archive",
        version: "1.2",
        surroundings: Engine.Surroundings(
            machine: "x86_64",
            sandbox: "bwrap",
            tracer: nil,
            closure: nil,
        ),
    ),
    closure: Array("a list\n".utf8),
)

private func body(_ message: [UInt8]) -> [UInt8] {
    Array(message[Message.headerByteCount...])
}

extension ExtractionJob {
    /// The bytes of its message.
    func messageBytes(number: UInt32) -> [UInt8] {
        messageHead(number: number) + input
    }

    /// Reads the body of a message.
    fileprivate init(head: [UInt8], input: [UInt8]) throws(MessageFailure) {
        try self.init(body: body(head), input: input)
    }
}

/// The messages in bytes that come in pieces of a length.
private func messages(
    in bytes: [UInt8],
    pieceByteCount: Int,
    byteLimit: UInt64 = 1 << 20,
) throws(MessageFailure) -> [Message] {
    var reader = MessageReader(byteLimit: byteLimit)
    var found: [Message] = []
    var start = 0
    while start < bytes.count {
        let end = min(start + pieceByteCount, bytes.count)
        let piece = Array(bytes[start..<end])
        var offset = 0
        while let message = try reader.next(in: piece.span, from: &offset) {
            found.append(message)
        }
        start = end
    }
    return found
}

@Suite
struct MessageTests {
    @Test(arguments: [1, 2, 3, 23, 24, 25, 100, 10_000])
    func `messages come out whole, whatever the pieces`(pieceByteCount: Int) throws {
        let bytes =
            Message.encode(.greeting, number: 0, body: Message.greeting)
            + Message.encode(.refusal, number: .max, body: [])
            + fullJob.messageBytes(number: 7)
        let found = try messages(in: bytes, pieceByteCount: pieceByteCount)
        #expect(found.map(\.kind) == [.greeting, .refusal, .job])
        #expect(found.map(\.number) == [0, .max, 7])
        let head = fullJob.messageHead(number: 7)
        #expect(found.map(\.body) == [Message.greeting, [], body(head)])
        #expect(found.map(\.attachment) == [[], [], fullJob.input])
    }

    @Test
    func `a message that is cut anywhere is no message yet`() throws {
        let bytes = fullRun.message(number: 1)
        for count in 0..<bytes.count {
            let found = try messages(in: Array(bytes[..<count]), pieceByteCount: 4096)
            #expect(found.isEmpty, "cut at \(count)")
        }
    }

    @Test
    func `a length over the limit is refused before a byte of the body`() {
        let bytes = Message.encode(.result, number: 1, body: Array(repeating: 0, count: 101))
        #expect(throws: MessageFailure.overLimit(limit: 100, actual: 101)) {
            try messages(in: Array(bytes[..<24]), pieceByteCount: 4, byteLimit: 100)
        }
        for lengths in [
            Array(repeating: 0xFF, count: 8) + Array(repeating: 0, count: 8),
            Array(repeating: 0, count: 8) + Array(repeating: 0xFF, count: 8),
            Array(repeating: 0xFF, count: 16),
        ] as [[UInt8]] {
            #expect(throws: MessageFailure.overLimit(limit: 100, actual: .max)) {
                try messages(in: bytes[..<8] + lengths, pieceByteCount: 24, byteLimit: 100)
            }
        }
    }

    @Test(arguments: [4, 23, 24, 100])
    func `an unknown mark is refused as soon as it is there`(byteCount: Int) {
        #expect(throws: MessageFailure.unknownKind(0x4141_4141)) {
            try messages(in: Array(repeating: 0x41, count: byteCount), pieceByteCount: 3)
        }
    }

    @Test
    func `a job comes back as it was, but for whether it is checked`() throws {
        var plain = ExtractionJob(extractor: testExtractor, input: [], mediaType: nil)
        #expect(try ExtractionJob(head: plain.messageHead(number: 1), input: plain.input) == plain)
        plain.isChecked = true
        #expect(
            try ExtractionJob(head: plain.messageHead(number: 1), input: plain.input).isChecked
                == false
        )
        #expect(
            try ExtractionJob(head: fullJob.messageHead(number: 1), input: fullJob.input) == fullJob
        )
    }

    @Test(arguments: [
        Outcome.ok, .failed("too-large"), .exit(3), .signal(11), .limit(.time), .limit(.output),
    ])
    func `a result comes back as it was`(outcome: Outcome) throws {
        var run = fullRun
        run.outcome = outcome
        run.outputs = outcome == .ok ? run.outputs : []
        #expect(try ExtractionRun(body: body(run.message(number: 1))) == run)
        run.perturbed = [.clock, .timeZone]
        run.errors = "a line"
        for reason in [
            .unknown, .notInstalled, .otherBytes, .filesMissing, .malformed, .limits,
            .system("No."),
        ] as [ExtractorUnavailability] {
            run.unavailability = reason
            #expect(try ExtractionRun(body: body(run.message(number: 1))) == run)
        }
        run.closure = nil
        run.engine.surroundings = nil
        #expect(try ExtractionRun(body: body(run.message(number: 1))) == run)
    }

    @Test
    func `a body that is cut or longer is refused`() {
        for bytes in [body(fullRun.message(number: 1)), body(fullJob.messageHead(number: 1))] {
            for count in 0..<bytes.count {
                let cut = Array(bytes[..<count])
                #expect(throws: MessageFailure.self, "\(count)") { try ExtractionRun(body: cut) }
                #expect(throws: MessageFailure.self, "\(count)") {
                    try ExtractionJob(body: cut, input: [])
                }
            }
            #expect(throws: MessageFailure.self) { try ExtractionRun(body: bytes + [0]) }
            #expect(throws: MessageFailure.self) {
                try ExtractionJob(body: bytes + [0], input: [])
            }
        }
        let bytes = body(fullRun.message(number: 1)) + [0, 1]
        #expect(throws: MessageFailure.trailing(byteCount: 2)) { try ExtractionRun(body: bytes) }
    }

    @Test(arguments: [0x01, 0x80, 0xFF] as [UInt8])
    func `no changed byte traps`(mask: UInt8) {
        for bytes in [body(fullRun.message(number: 1)), body(fullJob.messageHead(number: 1))] {
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= mask
                _ = try? ExtractionRun(body: changed)
                _ = try? ExtractionJob(body: changed, input: [])
            }
        }
    }

    @Test
    func `what no extractor may give is refused`() {
        var run = fullRun
        run.outputs.reverse()
        #expect(throws: MessageFailure.self) {
            try ExtractionRun(body: body(run.message(number: 1)))
        }
        run.outputs = [.init(name: "No Name", mediaType: "", bytes: [])]
        #expect(throws: MessageFailure.self) {
            try ExtractionRun(body: body(run.message(number: 1)))
        }
        run = fullRun
        run.outcome = .failed("too-large")
        #expect(throws: MessageFailure.self) {
            try ExtractionRun(body: body(run.message(number: 1)))
        }
        run.outcome = .claimed
        run.outputs = []
        #expect(throws: MessageFailure.self) {
            try ExtractionRun(body: body(run.message(number: 1)))
        }
    }
}
