// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Provenance
import Testing

@testable import Extraction

@Suite
struct RecordedLimitsTests {
    private func unavailability(
        _ change: (inout Computation.Limits) -> Void
    ) -> ExtractorUnavailability? {
        var job = ExtractionJob(
            extractor: BuiltinExtractors.text,
            input: Array("A text.\n".utf8),
            mediaType: "text/plain",
            limits: BuiltinExtractors.limits,
        )
        change(&job.limits)
        return ExtractionEngine(software: software).run(job, isPerturbed: false).unavailability
    }

    @Test
    func `a built-in extractor runs with its own limits, lower ones, or none`() {
        #expect(unavailability { _ in } == nil)
        #expect(unavailability { $0.milliseconds = 1000 } == nil)
        #expect(unavailability { $0 = Computation.Limits() } == nil)
    }

    @Test
    func `a built-in extractor does not run with limits above its own`() {
        #expect(unavailability { $0.milliseconds? += 1 } == .limits)
        #expect(unavailability { $0.memoryByteCount? += 1 } == .limits)
        #expect(unavailability { $0.outputByteCount = .max } == .limits)
    }

    @Test
    func `where none are recorded a worker has those of built-in extractors`() {
        #expect(PoolJob(job(""), number: 1).limits == BuiltinExtractors.limits)
        let limited = PoolJob(job("", milliseconds: 5), number: 1)
        #expect(limited.limits.milliseconds == 5)
        #expect(limited.limits.outputByteCount == BuiltinExtractors.limits.outputByteCount)
    }
}
