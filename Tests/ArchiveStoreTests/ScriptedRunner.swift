// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import ArchiveTestSupport
import Extraction
import Provenance

@testable import ArchiveStore

/// Gives results that a test made up, and remembers the jobs.
final class ScriptedRunner: ExtractionRunner {
    /// The jobs so far.
    private(set) var jobs: [ExtractionJob] = []

    /// The result of each job that waits; a job without one is run by the built-in extractors.
    private let script: (ExtractionJob, Int) -> FinishedExtraction?
    private let direct = DirectRunner(.forTests)
    private var results: [FinishedExtraction?] = []

    /// Whether results are there only when they are waited for, as those of a slow extractor.
    var isSlow = false

    /// What the next submission is refused with.
    var failure: StoreError?

    init(_ script: @escaping (ExtractionJob, Int) -> FinishedExtraction? = { _, _ in nil }) {
        self.script = script
    }

    var pendingCount: Int {
        results.count
    }

    func submit(_ job: ExtractionJob) throws(StoreError) {
        if let failure {
            throw failure
        }
        let result = script(job, jobs.count)
        jobs.append(job)
        if result == nil {
            direct.submit(job)
        }
        results.append(result)
    }

    func next(isWaiting: Bool) throws(StoreError) -> FinishedExtraction? {
        guard isWaiting || !isSlow, !results.isEmpty else {
            return nil
        }
        return results.removeFirst() ?? direct.next(isWaiting: true)
    }
}

extension ExtractionEngine {
    /// An engine of the program that the tests' archives are written by.
    static let forTests = ExtractionEngine(software: .init(name: "archive", version: "test"))
}

extension FinishedExtraction {
    /// A result with an output of a text.
    static func made(
        _ text: String,
        _ outcome: Outcome = .ok,
        isIdentical: Bool? = nil,
    ) -> Self {
        let output = ExtractionRun.Output(
            name: "text",
            mediaType: "text/plain; charset=utf-8",
            bytes: Array(text.utf8),
        )
        let run = ExtractionRun(
            outcome: outcome,
            outputs: outcome == .ok ? [output] : [],
            engine: Engine(name: "archive", version: "test"),
        )
        return Self(
            run: run,
            selfCheck: isIdentical.map {
                SelfCheck(runCount: 2, isIdentical: $0, perturbed: [.timeZone])
            },
        )
    }
}

extension PreparedExtractor {
    /// An extractor for tests that gives one text.
    static func named(
        _ name: String,
        version: String = "1",
        kind: Extractor.Kind = .builtin,
        form: Extractor.Form = .text,
    ) -> PreparedExtractor {
        let command = ExtractorCommand(
            executable: .init(path: "/usr/bin/true", digest: digest([]), byteCount: 0),
            arguments: ["{input}"],
            environment: [],
            files: [],
            probe: [],
        )
        return PreparedExtractor(
            Extractor(
                name: name,
                version: version,
                kind: kind,
                command: kind == .command ? command : nil,
                outputs: [.init(name: "text", mediaType: "text/plain", form: form)],
            ),
            limits: Computation.Limits(milliseconds: 1_000),
        )
    }
}
