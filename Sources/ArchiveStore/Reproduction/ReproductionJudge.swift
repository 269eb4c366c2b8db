// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import BlobStore
internal import Extraction
internal import Provenance

/// Compares what a run gave with what is recorded.
struct ReproductionJudge {
    private let archive: ArchiveReader
    private let waiting: Reproducer.Waiting
    private let isAgainst: Bool

    /// Creates one.
    ///
    /// - Parameters:
    ///   - archive: The archive, for the recorded outputs.
    ///   - waiting: The derivation, and what its first run gave when there was one.
    ///   - isAgainst: Whether another extractor was run: then a difference is no fault.
    init(_ archive: ArchiveReader, _ waiting: Reproducer.Waiting, isAgainst: Bool) {
        self.archive = archive
        self.waiting = waiting
        self.isAgainst = isAgainst
    }

    private var derivation: Derivation {
        waiting.derivation
    }

    /// Tells what a run shows.
    ///
    /// - Returns: The result, or `nil` when it takes another run to say.
    func result(of finished: FinishedExtraction) -> ReproductionResult? {
        let run = finished.run
        if let reason = run.unavailability {
            return made(.extractorUnavailable, "\(reason)")
        }
        if let first = waiting.first {
            let isStable = first.isIdentical(to: run) && finished.selfCheck?.isIdentical != false
            return isStable ? difference(run) : made(.nondeterministic, unstable(finished))
        }
        if isRecorded(run) {
            return isAgainst ? made(.identical) : checkStored(run)
        }
        if derivation.outcome.mayBeOfMachine, derivation.outputs.isEmpty,
            run.outcome != derivation.outcome, !isAgainst
        {
            let then = "it ended with \(derivation.outcome) when it was recorded"
            return made(.notChecked, "\(then), and now with \(run.outcome)")
        }
        return isAgainst ? difference(run) : nil
    }

    private func made(_ status: ReproductionStatus, _ reason: String? = nil) -> ReproductionResult {
        var result = ReproductionResult(waiting.recorded, derivation, status)
        result.extractor = Reproducer.name(of: waiting.extractor)
        result.wasRun = status != .extractorUnavailable
        result.reason = reason
        return result
    }

    private func unstable(_ finished: FinishedExtraction) -> String {
        if let first = waiting.first?.outcome, first != finished.run.outcome {
            return "it ended with \(first), and the next time with \(finished.run.outcome)"
        }
        let perturbed = finished.selfCheck?.perturbed.map(\.rawValue) ?? []
        return finished.selfCheck?.isIdentical == false && !perturbed.isEmpty
            ? "with another \(perturbed.joined(separator: ", ")) it gives something else"
            : "it gives something else each time"
    }

    /// Whether a run gave the digests that are recorded.
    private func isRecorded(_ run: ExtractionRun) -> Bool {
        guard run.outcome == derivation.outcome, run.outputs.count == derivation.outputs.count
        else {
            return false
        }
        return zip(run.outputs, derivation.outputs).allSatisfy { output, recorded in
            output.name == recorded.name && Self.contradiction(output, recorded) == nil
                && Sha256.digest(output.bytes.span) == recorded.blob.digest
        }
    }

    /// The longest recorded output that is compared with another one, in bytes.
    private static let comparedByteLimit = 256 << 20

    /// What a derivation says of an output besides its digest and does not hold.
    private static func contradiction(
        _ output: ExtractionRun.Output,
        _ recorded: Derivation.Output,
    ) -> String? {
        if recorded.blob.byteCount != Int64(output.bytes.count) {
            let said = recorded.blob.byteCount.map { "\($0)" } ?? "no number of"
            return "it says that \(output.name) has \(said) bytes, and it has \(output.bytes.count)"
        }
        if recorded.mediaType != output.mediaType {
            return "it says that \(output.name) is \(PlainText.of(recorded.mediaType)), and it is "
                + PlainText.of(output.mediaType)
        }
        return nil
    }

    /// Looks whether the archive has the outputs that the run gave again.
    private func checkStored(_ run: ExtractionRun) -> ReproductionResult {
        var reader = BlobReader()
        var result = made(.identical)
        for (output, recorded) in zip(run.outputs, derivation.outputs)
        where !archive.holds(recorded.blob.digest, &reader) {
            result.status = .healed
            result.healable.append(output)
        }
        if result.status == .healed {
            let names = result.healable.map(\.name).joined(separator: ", ")
            result.reason = "\(names): not whole in the archive; the run gave the signed digest"
        }
        return result
    }

    /// Describes how a run differs from the record.
    private func difference(_ run: ExtractionRun) -> ReproductionResult {
        if case .limit(let limit) = run.outcome, run.outcome != derivation.outcome {
            return made(.limit, "it reached its limit of \(limit.rawValue)")
        }
        guard run.outcome == derivation.outcome else {
            return made(
                .differs,
                "the outcome was \(derivation.outcome) and is \(run.outcome)",
            )
        }
        var result = made(.differs)
        var reader = BlobReader()
        var isEquivalent = true
        for name in Set(run.outputs.map(\.name) + derivation.outputs.map(\.name)).sorted() {
            let made = run.outputs.first { $0.name == name }
            let current = made?.bytes
            let output = derivation.outputs.first { $0.name == name }
            if let output, let made, Sha256.digest(made.bytes.span) == output.blob.digest {
                if let contradiction = Self.contradiction(made, output) {
                    result.reason = contradiction
                    isEquivalent = false
                }
                continue
            }
            let form = waiting.extractor.outputs.first { $0.name == name }?.form ?? .bytes
            var recorded: [UInt8]?
            if let output {
                do throws(ArchiveError) {
                    recorded = try archive.bytes(
                        of: output.blob.digest,
                        limit: Self.comparedByteLimit,
                        &reader,
                    )
                } catch {
                    let isMissing = archive.isMissing(output.blob.digest)
                    return self.made(
                        isMissing ? .outputMissing : .outputCorrupt,
                        "\(name) is not whole in the archive, and the run gives another one",
                    )
                }
                guard recorded != nil else {
                    result.reason = "\(name) is recorded as too long a text to be compared"
                    isEquivalent = false
                    continue
                }
            }
            result.differences.append(
                OutputDifference(name, form, recorded: recorded, current: current)
            )
            if let recorded, let current, form != .bytes,
                Equivalence.areEquivalent(recorded, current, form)
            {
                continue
            }
            isEquivalent = false
        }
        if isEquivalent {
            result.status = .equivalent
        }
        return result
    }
}
