// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Provenance
import Testing

@testable import Extraction

/// What a worker answers to bytes that fit in a pipe.
private func answers(
    to bytes: [UInt8],
    _ run: (ExtractionJob) -> ExtractionRun = { _ in fullRun },
) throws -> [Message] {
    let input = try feed(bytes)
    let output = try PipeEnd.makePipe("output", byteCapacity: 1 << 20)
    try ExtractionWorker.serve(input: input, output: output.writer, run)
    try output.reader.setNonBlocking()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var space = buffer.mutableSpan
    let count = try output.reader.read(into: &space) ?? 0
    var reader = MessageReader(byteLimit: 1 << 20)
    var messages: [Message] = []
    var offset = 0
    while let message = try reader.next(in: buffer.span.extracting(..<count), from: &offset) {
        messages.append(message)
    }
    let byteCounts = messages.map {
        Message.headerByteCount + $0.body.count + $0.attachment.count
    }
    #expect(byteCounts.reduce(0, +) == count)
    return messages
}

/// A pipe with bytes in it, and nobody who writes more.
private func feed(_ bytes: [UInt8]) throws -> PipeEnd {
    let pipe = try PipeEnd.makePipe("input", byteCapacity: 1 << 20)
    let count = try pipe.writer.write(bytes.span)
    try #require(count == bytes.count)
    return pipe.reader
}

@Suite
struct ExtractionWorkerTests {
    @Test
    func `a worker greets, answers in order, and ends with its input`() throws {
        let bytes = fullJob.messageBytes(number: 5) + job("b").messageBytes(number: 3)
        var inputs: [[UInt8]] = []
        let messages = try answers(to: bytes) { job in
            inputs.append(job.input)
            return ExtractionRun(
                outcome: .failed("no"),
                outputs: [],
                engine: Engine(name: "a", version: "1"),
            )
        }
        #expect(messages.map(\.kind) == [.greeting, .result, .result])
        #expect(messages.map(\.number) == [0, 5, 3])
        #expect(messages.first?.body == Message.greeting)
        #expect(inputs == [fullJob.input, Array("b".utf8)])
    }

    @Test
    func `input that ends anywhere is the end`() throws {
        let bytes = job("a").messageBytes(number: 1)
        for count in 0..<bytes.count {
            #expect(try answers(to: Array(bytes[..<count])).map(\.kind) == [.greeting])
        }
    }

    @Test
    func `a job that cannot be read is refused, and the next one is run`() throws {
        let bytes =
            Message.encode(.job, number: 9, body: [1, 2, 3])
            + Message.encode(.result, number: 2, body: []) + job("a").messageBytes(number: 1)
        let messages = try answers(to: bytes)
        #expect(messages.map(\.kind) == [.greeting, .refusal, .refusal, .result])
        #expect(messages.map(\.number) == [0, 9, 2, 1])
    }

    @Test
    func `input of another kind is an error`() throws {
        let error = #expect(throws: StoreError.self) {
            try answers(to: Array("<!doctype html><title>A page</title>".utf8))
        }
        #expect(error?.code == .damaged)
    }

    @Test
    func `nobody who reads is the end`() throws {
        let output = try PipeEnd.makePipe("output").writer
        try ExtractionWorker.serve(input: feed([]), output: output) { _ in fullRun }
    }

    @Test(arguments: [(UInt64(2), Outcome.ok), (1, .ok), (0, .limit(.output))])
    func `outputs over their limit are dropped`(limit: UInt64, outcome: Outcome) {
        // Its only byte is in the first of its outputs.
        let run = fullRun.within(Computation.Limits(outputByteCount: limit))
        #expect(run.outcome == outcome)
        #expect(run.outputs.isEmpty == (outcome != .ok))
        #expect(fullRun.within(Computation.Limits()) == fullRun)
    }
}
