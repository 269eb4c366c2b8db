// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Provenance

extension ExtractionJob {
    /// Whether it may use no more than this program ever lets an extractor of its kind use.
    ///
    /// Recorded limits may be a stranger's, and a built-in extractor that has none gets those of
    /// ``BuiltinExtractors/limits``; a command has all of them.
    var hasAllowedLimits: Bool {
        let isBuiltin = extractor.kind == .builtin
        let most = isBuiltin ? BuiltinExtractors.limits : CommandDefinition.largestLimits
        func isAllowed(_ limit: UInt64?, _ most: UInt64?) -> Bool {
            (limit ?? (isBuiltin ? 0 : .max)) <= most ?? .max
        }
        return isAllowed(limits.milliseconds, most.milliseconds)
            && isAllowed(limits.memoryByteCount, most.memoryByteCount)
            && isAllowed(limits.outputByteCount, most.outputByteCount)
    }

    /// This, with limits where a built-in extractor has none.
    var withAllLimits: Self {
        guard extractor.kind == .builtin else {
            return self
        }
        let most = BuiltinExtractors.limits
        var job = self
        job.limits.milliseconds = limits.milliseconds ?? most.milliseconds
        job.limits.memoryByteCount = limits.memoryByteCount ?? most.memoryByteCount
        job.limits.outputByteCount = limits.outputByteCount ?? most.outputByteCount
        return job
    }
}
