// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveStore
internal import ArgumentParser

/// Which derivations are run again, and how.
struct ReproductionOptions: ParsableArguments {
    @Flag(help: "Run programs of the system that were used as extractors, too.")
    var allowNative = false

    @Option(help: ArgumentHelp("Only so many, chosen by chance.", valueName: "count"))
    var sample: Int?

    @Option(help: ArgumentHelp("Choose the same ones again.", valueName: "number"))
    var seed: UInt64?

    func validate() throws {
        if let sample, !(1...1_000_000_000).contains(sample) {
            throw ValidationError("--sample is from 1 to 1,000,000,000.")
        }
        guard seed == nil || sample != nil else {
            throw ValidationError("--seed goes with --sample.")
        }
    }

    /// Whether something is given.
    var isGiven: Bool {
        allowNative || sample != nil
    }

    /// The sample that is asked for.
    func makeSample() -> ReproductionSample? {
        sample.map { count in
            ReproductionSample(count: count, seed: seed ?? UInt64.random(in: 0...999_999_999))
        }
    }
}
