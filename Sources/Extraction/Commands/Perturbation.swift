// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Provenance

/// What is another one around a command that is run a second time.
struct Perturbation {
    /// The date that is not today's: 9 September 2001, before nearly all documents of the web, as
    /// seconds since 1970.
    ///
    /// Early, because programs that refuse dates to come change their outputs then; one that was
    /// tried (trafilatura) lost three dates in four in 2019 and none in 2046.
    static let otherTime: Int64 = 1_000_000_000

    /// The name of the working folder in a sandbox.
    static let folderName = "/another-folder"

    /// The variables that are changed.
    var variables: [String: String] = [:]

    /// What they change.
    var kinds: [SelfCheck.Perturbation] = []

    /// Finds what can be changed around a program.
    ///
    /// - Parameters:
    ///   - tools: What there is on this machine.
    ///   - traits: What is known of the program.
    init(_ tools: HostTools, _ traits: ProgramTraits) {
        // A zone that is nowhere needs no table of zones, which may not be installed.
        variables["TZ"] = "<+1145>-11:45"
        kinds = [.folder, .timeZone]
        if let locale = tools.otherLocale {
            variables["LC_ALL"] = locale
            kinds.append(.locale)
        }
        if traits.hasHashSeed {
            variables["PYTHONHASHSEED"] = "4177"
            variables["PERL_HASH_SEED"] = "4177"
            kinds.append(.hashSeed)
        }
        if let library = tools.clockLibrary, traits.canLoad(library) {
            variables.merge(Self.clock(library)) { $1 }
            kinds.append(.clock)
        }
        kinds.sort { $0.rawValue < $1.rawValue }
    }

    /// The variables that give a program another date.
    ///
    /// Time passes, so that programs that wait for it go on.
    static func clock(_ library: String) -> [String: String] {
        [
            "FAKETIME": "@\(otherTime)", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_FMT": "%s", "LD_PRELOAD": library,
        ]
    }
}
