// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

/// The way a person names whose extractions are meant: by an extractor's name, or `NAME@VERSION`.
struct ExtractorFilter: ExpressibleByArgument {
    /// What the commands say of it in their help.
    static let help = ArgumentHelp(
        "Take what this extractor gave: its name, or NAME@VERSION.",
        valueName: "extractor",
    )

    let text: String
    private let name: Substring
    private let version: Substring?

    init?(argument: String) {
        let parts = argument.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty }) else {
            return nil
        }
        text = argument
        name = parts[0]
        version = parts.count > 1 ? parts[1] : nil
    }

    /// Whether a derivation names this extractor.
    func fits(_ step: Lineage.Step) -> Bool {
        guard let extractor = step.extractor, extractor.name == name else {
            return false
        }
        return version.map { extractor.version == $0 } ?? true
    }
}
