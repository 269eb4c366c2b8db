// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Glibc
import Provenance
import Testing

@testable import Extraction

@Suite
struct WorkerSurroundingsTests {
    @Test
    func `a worker finds nothing of what is around this process`() throws {
        let result = try #require(try pool().result(of: job("around", isChecked: true)))
        let expected = """
            LC_ALL=C.UTF-8
            PATH=/usr/local/bin:/usr/bin:/bin
            SWIFT_BACKTRACE=enable=no
            TZ=UTC
            /
            [0, 1, 2, 3, 4]
            own group
            """
        #expect(result.text == expected)
        // The other one found other things, and what is recorded is the first.
        #expect(result.selfCheck?.isIdentical == false)
        #expect(result.selfCheck?.runCount == 2)
    }

    @Test
    func `what comes from another process is told`() throws {
        let pool = pool()
        let results = try pool.results(of: [
            job("process", isChecked: true), job("echo a", isChecked: true),
        ])
        #expect(results.map(\.selfCheck?.isIdentical) == [false, true])
        let plain = try #require(pool.workers.first { $0.surroundings == .plain })
        #expect(results[0].text == "\(plain.process.processID)")
    }

    @Test
    func `what cannot be run is no result, and is not checked`() throws {
        var unknown = job("<html>", isChecked: true)
        unknown.extractor.name = "unknown"
        let result = try #require(try pool().result(of: unknown))
        #expect(result.run.unavailability == .unknown)
        #expect(result.selfCheck == nil)
    }

    @Test
    func `checked and other jobs share workers, and keep their order`() throws {
        let jobs = (0..<100).map { job("echo \($0)", isChecked: $0 % 7 == 0) }
        let pool = pool(workerLimit: 2)
        let results = try pool.results(of: jobs)
        #expect(results.map(\.text) == (0..<100).map { "echo \($0)" })
        #expect(results.map { $0.selfCheck != nil } == (0..<100).map { $0 % 7 == 0 })
        #expect(pool.workers.count <= 3)
    }

    @Test
    func `what is held stays within its limit`() throws {
        let limit = 1 << 20
        let pool = pool(byteLimit: limit)
        let filler = String(repeating: "x", count: 100_000)
        var texts: [String?] = []
        let inputs = ["sleep 500"] + (0..<60).map { "echo \($0) \(filler)" }
        for input in inputs {
            try pool.submit(job(input, isChecked: true))
            // Results come on top of what was taken for jobs: two for each, and what was begun.
            #expect(pool.unfinishedByteCount <= limit)
            #expect(pool.resultByteCount < 2 * limit + 1_000_000)
            while let result = try pool.next(isWaiting: false) {
                texts.append(result.text)
            }
        }
        while let result = try pool.next(isWaiting: true) {
            texts.append(result.text)
        }
        #expect(texts == inputs)
    }

    @Test
    func `a job over the limit goes through all the same`() throws {
        let large = "echo " + String(repeating: "y", count: 5_000_000)
        let inputs = ["echo a", large, "echo b", large, large]
        let results = try pool(byteLimit: 1 << 20).results(of: inputs.map { job($0) })
        #expect(results.map(\.text) == inputs)
    }

    @Test
    func `jobs that are submitted and not taken are done`() throws {
        let pool = pool(byteLimit: 10_000)
        for number in 0..<500 {
            try pool.submit(job("echo \(number)"))
        }
        #expect(pool.pendingCount == 500)
        for number in 0..<500 {
            #expect(try pool.next(isWaiting: true)?.text == "echo \(number)")
        }
    }

    @Test(arguments: [
        WorkerProgram(path: "/nonexistent/program", arguments: ["program"]),
        testWorker("127"), testWorker("0"), testWorker("garbage"),
    ])
    func `what is no worker is an error, now and afterwards`(program: WorkerProgram) throws {
        let pool = pool(program)
        let error = #expect(throws: StoreError.self) { _ = try pool.result(of: job("echo a")) }
        #expect(error?.message.contains(program.path) == true)
        #expect(error?.message.contains("/proc") == true)
        #expect(throws: StoreError.self) { try pool.submit(job("echo b")) }
        #expect(throws: StoreError.self) { try pool.next(isWaiting: true) }
    }

    @Test
    func `nothing stays behind`() async {
        // In a process of its own, where nobody else starts processes or opens files.
        await #expect(processExitsWith: .exitCode(77)) {
            let before: Int
            do {
                // What tests are run by opens files of its own at first.
                try workAndLeave(isChecked: false)
                before = try openDescriptorCount()
                for number in 0..<3 {
                    try workAndLeave(isChecked: number > 0)
                }
            } catch {
                exit(2)
            }
            guard waitpid(-1, nil, WNOHANG) == -1, errno == ECHILD else {
                exit(3)
            }
            let after = try openDescriptorCount()
            exit(after <= before ? 77 : 4)
        }
    }

    @Test
    func `what a killed worker leaves is gone with the pool`() throws {
        var pool: WorkerPool? = pool(workerLimit: 1)
        let result = try pool?.result(of: job("leave", milliseconds: 1000))
        #expect(result?.run.outcome == .limit(.time))
        let path = try #require(pool?.temporary?.path)
        let left = try Folder.open(path).items()
        #expect(left.count == 1)
        pool = nil
        #expect(throws: StoreError.self) { try Folder.open(path) }
    }

    @Test
    func `workers end when nobody has jobs for them any more`() throws {
        var pool: WorkerPool? = pool(workerLimit: 2)
        try pool?.submit(job("hang", isChecked: true))
        let numbers = try #require(pool?.workers.map(\.process.processID))
        #expect(numbers.count == 2)
        #expect(numbers.allSatisfy(isThere))
        pool = nil
        #expect(!numbers.contains(where: isThere))
    }
}

/// Has a pool do jobs of every kind, and lets go of it while it is at work.
private func workAndLeave(isChecked: Bool) throws {
    let pool = pool()
    let inputs = ["echo a", "trap", "echo b", "hang", "kill 9", "garbage"]
    _ = try pool.results(of: inputs.map { job($0, milliseconds: 300, isChecked: isChecked) })
    try pool.submit(job("hang"))
    try pool.submit(job("echo " + String(repeating: "x", count: 3_000_000)))
}
