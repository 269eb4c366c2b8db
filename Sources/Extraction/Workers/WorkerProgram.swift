// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Provenance

/// The program that the workers of a pool are.
///
/// It has to call ``ExtractionWorker``.
public struct WorkerProgram: Hashable, Sendable {
    /// The path of its file.
    public var path: String

    /// Its arguments, the first of which is what it is told that it is called.
    ///
    /// A worker in other surroundings gets ``ExtractionWorker/perturbedArgument`` besides.
    public var arguments: [String]

    /// Creates a description of a program.
    ///
    /// - Parameters:
    ///   - path: The path of its file; this program itself when it is not given.
    ///   - arguments: Its arguments, with its name.
    public init(path: String = "/proc/self/exe", arguments: [String]) {
        self.path = path
        self.arguments = arguments
    }

    /// What is started in some surroundings.
    ///
    /// - Parameters:
    ///   - surroundings: The surroundings.
    ///   - temporaryPath: Where it has what it works on, or `nil` for where the system says.
    /// - Returns: The program.
    func process(
        in surroundings: WorkerSurroundings,
        temporaryPath: String?,
    ) -> ChildProcess.Program {
        let isPerturbed = surroundings == .perturbed
        return ChildProcess.Program(
            path: path,
            arguments: arguments + (isPerturbed ? [ExtractionWorker.perturbedArgument] : []),
            environment: surroundings.environment + (temporaryPath.map { ["TMPDIR=\($0)"] } ?? []),
            folder: surroundings.folder,
        )
    }
}

/// What a worker finds around it: nothing of that is the user's.
enum WorkerSurroundings: CaseIterable, Hashable, Sendable {
    /// What a run that is recorded finds.
    case plain

    /// What the further run of a checked job finds.
    case perturbed

    var environment: [String] {
        let own =
            switch self {
            case .plain: ["LC_ALL=C.UTF-8", "TZ=UTC"]
            // A zone that is nowhere needs no table of zones, which may not be installed.
            case .perturbed: ["LC_ALL=\(HostTools.installedLocale ?? "C.UTF-8")", "TZ=<+14>-14"]
            }
        return own + ["PATH=/usr/local/bin:/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"]
    }

    /// A folder that is there on every system; a worker writes nothing.
    var folder: String {
        switch self {
        case .plain: "/"
        case .perturbed: "/proc"
        }
    }
}

extension SelfCheck.Perturbation {
    /// What is another one in the further run of a checked job.
    ///
    /// Every process seeds its hash tables itself. A built-in extractor has no clock that could
    /// be changed; what a command finds is for the engine to change, and not named here.
    static func ofWorkers(for extractor: Extractor) -> [Self] {
        guard extractor.kind == .builtin else {
            return []
        }
        let locale: [Self] = HostTools.installedLocale == nil ? [] : [.locale]
        return [.folder, .hashSeed] + locale + [.timeZone]
    }
}
