// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import Provenance
import Testing

@testable import Extraction

@Suite
struct WorkerPoolTests {
    @Test
    func `without jobs there is nothing to wait for, and no worker`() throws {
        let pool = pool()
        #expect(try pool.next(isWaiting: true) == nil)
        #expect(try pool.next(isWaiting: false) == nil)
        #expect(pool.pendingCount == 0)
        #expect(pool.workers.isEmpty)
    }

    @Test(arguments: [1, 2, 5])
    func `results come in the order of the jobs, also behind a slow one`(limit: Int) throws {
        let inputs = ["sleep 300"] + (0..<40).map { "echo \($0)" }
        let results = try pool(workerLimit: limit).results(of: inputs.map { job($0) })
        #expect(results.map(\.text) == inputs)
        #expect(results.allSatisfy { $0.selfCheck == nil && $0.run.outcome == .ok })
    }

    @Test
    func `thousands of jobs are done`() throws {
        let pool = pool()
        let jobs = (0..<3000).map { job("echo \($0)", isChecked: $0 % 3 > 0) }
        let results = try pool.results(of: jobs)
        #expect(results.map(\.text) == (0..<3000).map { "echo \($0)" })
        #expect(results.filter { $0.selfCheck?.isIdentical == true }.count == 2000)
        #expect(pool.pendingCount == 0)
        #expect(pool.unfinishedByteCount == 0)
        #expect(pool.resultByteCount == 0)
    }

    @Test(arguments: [false, true])
    func `a trap ends one job and no other`(isChecked: Bool) throws {
        let inputs = ["echo a", "trap", "echo b", "trap", "trap", "echo c"]
        let results = try pool().results(of: inputs.map { job($0, isChecked: isChecked) })
        #expect(results.map(\.text) == ["echo a", nil, "echo b", nil, nil, "echo c"])
        // Which of the two it is depends on the processor.
        let traps: [Outcome] = [.signal(Int(SIGILL)), .signal(Int(SIGTRAP))]
        for index in [1, 3, 4] {
            #expect(traps.contains(results[index].run.outcome))
            #expect(results[index].run.engine.name == software.name)
        }
        #expect(results.allSatisfy { $0.selfCheck?.isIdentical == (isChecked ? true : nil) })
    }

    @Test(arguments: [
        ("kill 9", Outcome.signal(9)), ("kill 11", .signal(11)), ("exit 3", .exit(3)),
        ("exit 0", .failed("no-result")), ("garbage", .failed("no-result")),
        ("huge", .failed("no-result")), ("what", .failed("unknown-word")),
    ])
    func `how a worker ends is the outcome`(input: String, outcome: Outcome) throws {
        let jobs = [job("echo a"), job(input), job("echo b"), job("echo c")]
        let results = try pool(workerLimit: 1).results(of: jobs)
        #expect(results.map(\.run.outcome) == [.ok, outcome, .ok, .ok])
        #expect(results[1].run.outputs.isEmpty)
    }

    @Test
    func `a job that takes too long ends, and only that`() throws {
        let jobs = [
            job("echo a"), job("hang", milliseconds: 100), job("echo b", milliseconds: 30_000),
            job("sleep 1", milliseconds: 30_000),
        ]
        let start = Clock.monotonicSeconds()
        let results = try pool(workerLimit: 1).results(of: jobs)
        #expect(results.map(\.run.outcome) == [.ok, .limit(.time), .ok, .ok])
        #expect(Clock.monotonicSeconds() - start < 20)
    }

    @Test
    func `the time of a job starts when its worker is free for it`() throws {
        // All three would be late if their times were counted from when they were submitted.
        let jobs = (0..<3).map { _ in job("sleep 400", milliseconds: 900) }
        let results = try pool(workerLimit: 1).results(of: jobs)
        #expect(results.map(\.run.outcome) == [.ok, .ok, .ok])
    }

    @Test
    func `outputs that are too large are dropped`() throws {
        let results = try pool().results(of: [
            job("bytes 1000", outputByteCount: 1000), job("bytes 1001", outputByteCount: 1000),
            job("bytes 3000000", outputByteCount: 3_000_000),
        ])
        #expect(results.map(\.run.outcome) == [.ok, .limit(.output), .ok])
        #expect(results[2].run.outputs.first?.bytes.count == 3_000_000)
    }

    @Test(.enabled(if: canLimitMemory))
    func `memory ends at its limit, for one job`() throws {
        let results = try pool(workerLimit: 1).results(of: [
            job("allocate 3000000000", memoryByteCount: 1 << 30),
            job("allocate 100000000", memoryByteCount: 1 << 30),
            job("echo a"),
        ])
        guard case .signal = try #require(results.first).run.outcome else {
            Issue.record("\(results[0].run.outcome)")
            return
        }
        #expect(results.dropFirst().map(\.run.outcome) == [.ok, .ok])
    }

    @Test
    func `a worker that somebody kills costs no job`() throws {
        let pool = pool(workerLimit: 1)
        try pool.submit(job("echo a"))
        #expect(try pool.next(isWaiting: true)?.text == "echo a")
        try pool.submit(job("sleep 500"))
        try pool.submit(job("echo b"))
        let worker = try #require(pool.workers.first)
        #expect(worker.jobs.count == 2)
        kill(worker.process.processID, SIGKILL)
        #expect(try pool.next(isWaiting: true)?.run.outcome == .ok)
        #expect(try pool.next(isWaiting: true)?.text == "echo b")
        #expect(worker.process.processID != pool.workers.first?.process.processID)
    }

    @Test
    func `a worker that is killed while it has nothing to do costs no job`() throws {
        let pool = pool(workerLimit: 1)
        #expect(try pool.result(of: job("echo a"))?.text == "echo a")
        for _ in 0..<3 {
            let worker = try #require(pool.workers.first)
            kill(worker.process.processID, SIGKILL)
            // It is dead when its output is at its end.
            _ = try PipeEnd.waitUntilReady(
                reading: [worker.output],
                writing: [],
                milliseconds: 10_000,
            )
            #expect(try pool.result(of: job("echo b"))?.text == "echo b")
        }
    }

    @Test
    func `what an extractor prints disturbs nothing`() throws {
        #expect(try pool().result(of: job("print"))?.text == "print")
    }

    @Test
    func `an article comes out as it does in this process`() throws {
        let page = "<!doctype html><title>A page</title><p>Some words of it, and more of them.</p>"
        let article = ExtractionJob(
            extractor: BuiltinExtractors.article,
            input: Array(page.utf8),
            mediaType: "text/html",
            limits: BuiltinExtractors.limits,
            isChecked: true,
        )
        let direct = DirectRunner(ExtractionEngine(software: software))
        direct.submit(article)
        let expected = try #require(direct.next(isWaiting: true))
        guard canLimitMemory else { return }
        let result = try #require(try pool().result(of: article))
        let locale: [SelfCheck.Perturbation] = HostTools.installedLocale == nil ? [] : [.locale]
        #expect(result.run == expected.run)
        #expect(result.run.outputs.count == 3)
        #expect(
            result.selfCheck
                == SelfCheck(
                    runCount: 2,
                    isIdentical: true,
                    perturbed: [.folder, .hashSeed] + locale + [.timeZone],
                )
        )
    }
}
