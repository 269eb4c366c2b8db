// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Extraction
import Glibc
import Provenance
import SystemPackage

let software = Statement.Software(name: "test-worker", version: "1")

/// An extractor that the test worker takes for whatever the input says.
let testExtractor = Extractor(name: "test", version: "1", kind: .builtin, outputs: [])

/// A job whose input tells the test worker what to do.
func job(
    _ input: String,
    milliseconds: UInt64? = nil,
    memoryByteCount: UInt64? = nil,
    outputByteCount: UInt64? = nil,
    isChecked: Bool = false,
) -> ExtractionJob {
    ExtractionJob(
        extractor: testExtractor,
        input: Array(input.utf8),
        mediaType: nil,
        limits: Computation.Limits(
            milliseconds: milliseconds,
            memoryByteCount: memoryByteCount,
            outputByteCount: outputByteCount,
        ),
        isChecked: isChecked,
    )
}

/// The test worker, which is built beside the tests.
func testWorker(_ word: String = "serve") -> WorkerProgram {
    var path = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink("/proc/self/exe", &path, path.count)
    let tests = String(
        decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) },
        as: UTF8.self,
    )
    let folder = tests.prefix(through: tests.lastIndex(of: "/") ?? tests.startIndex)
    return WorkerProgram(
        path: folder + "extraction-test-worker",
        arguments: ["extraction-test-worker", word],
    )
}

func pool(
    _ program: WorkerProgram = testWorker(),
    workerLimit: Int? = nil,
    byteLimit: Int = 128 << 20,
) -> WorkerPool {
    WorkerPool(program, software: software, workerLimit: workerLimit, byteLimit: byteLimit)
}

extension WorkerPool {
    /// What comes of jobs, in the order of their results.
    func results(of jobs: [ExtractionJob]) throws -> [FinishedExtraction] {
        var results: [FinishedExtraction] = []
        for job in jobs {
            try submit(job)
            while let result = try next(isWaiting: false) {
                results.append(result)
            }
        }
        while let result = try next(isWaiting: true) {
            results.append(result)
        }
        return results
    }

    /// What comes of one job.
    func result(of job: ExtractionJob) throws -> FinishedExtraction? {
        try submit(job)
        return try next(isWaiting: true)
    }
}

extension FinishedExtraction {
    /// The only output, as text.
    var text: String? {
        run.outputs.first.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

/// Whether a process is there; one that was not waited for is.
func isThere(_ processID: Int32) -> Bool {
    kill(processID, 0) == 0
}

/// The number of descriptors that this process keeps open, and one for counting.
///
/// The least of several counts: what runs the tests opens some for a moment.
func openDescriptorCount() throws -> Int {
    var least = Int.max
    for _ in 0..<20 {
        least = min(least, try Folder.open("/proc/self/fd").items().count)
        usleep(5000)
    }
    return least
}

/// Whether a process may limit its own memory: a sanitizer takes all addresses for itself.
var canLimitMemory: Bool {
    guard let file = try? Folder.open("/proc/self").file("statm") else {
        return false
    }
    var bytes = [UInt8](repeating: 0, count: 200)
    var space = bytes.mutableSpan
    let count = (try? file.readNext(into: &space)) ?? 0
    let pages = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ").first
    return pages.flatMap { Int($0) }.map { $0 < 1 << 28 } ?? false
}
