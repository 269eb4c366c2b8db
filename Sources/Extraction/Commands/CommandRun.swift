// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import Provenance
internal import SystemPackage

/// A run of a command.
///
/// docs/commands-as-extractors.md says what is recorded of it, and what that proves.
struct CommandRun {
    private let job: ExtractionJob
    private let command: ExtractorCommand
    private let arguments: [CommandArgument]
    private let tools: HostTools
    private let perturbation: Perturbation?
    private let digests: FileDigests

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - command: Its extractor's command.
    ///   - tools: What is around it.
    ///   - isPerturbed: Whether it is to find other surroundings than else.
    ///   - digests: Where the digests of files come from.
    init(
        _ job: ExtractionJob,
        _ command: ExtractorCommand,
        tools: HostTools,
        isPerturbed: Bool,
        digests: FileDigests = .shared,
    ) {
        self.job = job
        self.command = command
        self.digests = digests
        arguments = command.arguments.map(CommandArgument.init)
        self.tools = tools
        perturbation =
            isPerturbed ? Perturbation(tools, ProgramTraits(command.executable.path)) : nil
    }

    /// Runs the command.
    ///
    /// - Parameter engine: What this program is, as recorded.
    /// - Returns: What came of it.
    func run(_ engine: Engine) -> ExtractionRun {
        var run = ExtractionRun(outcome: .failed("unavailable"), outputs: [], engine: engine)
        run.engine.surroundings = Engine.Surroundings(
            machine: tools.machine,
            sandbox: tools.sandbox?.description,
            tracer: tools.tracer?.description,
            closure: nil,
        )
        do throws(ExtractorUnavailability) {
            try check()
            let folder = try workFolder()
            let result = try start(folder)
            run.perturbed = perturbation?.kinds ?? []
            run.errors = VersionLine.first(of: result.errors)
            let trace = trace(folder)
            run.outcome = outcome(result, folder, trace)
            if run.outcome == .ok {
                take(result.output, folder, into: &run)
            }
            // That of the second run, which is for comparison, would not be kept.
            run.closure = perturbation == nil ? closure(trace, folder) : nil
        } catch {
            run.unavailability = error
        }
        return run
    }

    // MARK: Before

    /// Sees to it that it is the recorded program that is run, with the recorded files.
    ///
    /// A statement may be a stranger's: nothing in it leads out of the working folder.
    private func check() throws(ExtractorUnavailability) {
        guard tools.limiter != nil else {
            throw .system("prlimit, which sets limits, is not installed.")
        }
        guard isWellFormed else {
            throw .malformed
        }
        let given = job.files.map { Sha256.digest($0.span) }
        guard given == command.files.map(\.content.digest) else {
            throw .filesMissing
        }
        let found: FileDigests.Entry?
        do throws(StoreError) {
            found = try digests.entry(FilePath(command.executable.path))
        } catch {
            throw error.code == .notFound ? .notInstalled : .system(error.message)
        }
        guard found?.digest == command.executable.digest else {
            throw .otherBytes
        }
    }

    private var isWellFormed: Bool {
        let names = command.files.map(\.name)
        let texts = command.arguments + command.environment + names + [command.executable.path]
        guard !texts.contains(where: { $0.utf8.contains(0) }),
            CommandLaunch.canStart(command.executable.path),
            names.allSatisfy(CommandDefinition.isFileName)
        else {
            return false
        }
        // A word without an equals sign would be started in the program's place.
        let areVariables = command.environment.allSatisfy { variable in
            let bytes = variable.utf8.prefix { $0 != UInt8(ascii: "=") }
            let name = String(decoding: bytes, as: UTF8.self)
            return bytes.count < variable.utf8.count && CommandEnvironment.isVariable(name)
                && (CommandEnvironment.isFixed(name) || !CommandEnvironment.isReserved(name))
        }
        let outputs = job.extractor.outputs.map(\.name)
        return areVariables && mentioned.isSubset(of: outputs)
            && Set(outputs).subtracting(mentioned).count <= 1
    }

    /// The names of the outputs that the command writes to files.
    private var mentioned: Set<String> {
        Set(arguments.flatMap(\.outputs))
    }

    private func workFolder() throws(ExtractorUnavailability) -> WorkFolder {
        do throws(StoreError) {
            return try WorkFolder(
                input: job.input,
                files: zip(command.files, job.files).map { ($0.name, $1) },
                user: tools.user,
            )
        } catch {
            throw .system(error.message)
        }
    }

    private func start(_ folder: WorkFolder) throws(ExtractorUnavailability) -> CommandResult {
        var launch = CommandLaunch(
            tools: tools,
            executable: command.executable.path,
            arguments: arguments.map {
                $0.expanded(input: WorkFolder.inputName, outputFolder: WorkFolder.outputName)
            },
            environment: command.environment,
            limits: job.limits,
        )
        if let perturbation {
            launch.environment = CommandEnvironment.changing(
                command.environment,
                perturbation.variables,
            )
            launch.folderName = Perturbation.folderName
        }
        let result: CommandResult
        do throws(StoreError) {
            let hasPath = arguments.contains { $0.parts.contains(.input) }
            result = try launch.run(in: folder, input: hasPath ? [] : job.input)
        } catch {
            throw .system(error.message)
        }
        if result.limit == .watched, Interruption.signal != nil {
            throw .system("The run was interrupted.")
        }
        if let complaint = launch.complaint(result) {
            throw .system(complaint)
        }
        return result
    }

    // MARK: Afterwards

    private func trace(_ folder: WorkFolder) -> TraceReader? {
        guard tools.tracer != nil, let limiter = tools.limiter, let bytes = try? folder.trace(),
            bytes.count < WorkFolder.traceByteLimit
        else {
            return nil
        }
        return TraceReader(bytes, limiter: limiter)
    }

    private func outcome(
        _ result: CommandResult,
        _ folder: WorkFolder,
        _ trace: TraceReader?,
    ) -> Outcome {
        switch result.limit {
        case .time: return .limit(.time)
        case .output, .watched: return .limit(.output)
        case nil: break
        }
        if let limit = job.limits.outputByteCount, folder.isOver(byteLimit: limit) {
            return .limit(.output)
        }
        let outcome: Outcome =
            switch result.ending {
            case .exit(0): .ok
            // As shells and `bwrap` tell of a signal.
            case .exit(let code) where (129...192).contains(code): .signal(code - 128)
            case .exit(let code): .exit(code)
            case .signal(let number): .signal(number)
            }
        switch outcome {
        case .ok: return .ok
        // SIGXCPU and SIGXFSZ: signal(7).
        case .signal(24): return .limit(.time)
        case .signal(25): return .limit(.output)
        // What is refused memory decides itself what to do, and is not ended.
        default: return trace?.wasRefusedMemory == true ? .limit(.memory) : outcome
        }
    }

    /// Takes the outputs, or says why there are none.
    private func take(_ printed: [UInt8], _ folder: WorkFolder, into run: inout ExtractionRun) {
        var outputs: [ExtractionRun.Output] = []
        var room = job.limits.outputByteCount ?? .max
        for declared in job.extractor.outputs {
            var bytes = printed
            if mentioned.contains(declared.name) {
                do throws(WorkFolder.OutputFailure) {
                    bytes = try folder.output(declared.name, byteLimit: room)
                } catch {
                    run.outcome =
                        switch error {
                        case .missing: .failed("output-missing")
                        case .notAFile: .failed("output-not-a-file")
                        case .tooLarge: .limit(.output)
                        }
                    return
                }
            }
            guard bytes.count <= room else {
                run.outcome = .limit(.output)
                return
            }
            guard declared.form.isForm(of: bytes) else {
                run.outcome = .failed("output-form")
                return
            }
            room -= UInt64(bytes.count)
            outputs.append(
                ExtractionRun.Output(
                    name: declared.name,
                    mediaType: declared.mediaType,
                    bytes: bytes,
                )
            )
        }
        run.outputs = outputs
    }

    private func closure(_ trace: TraceReader?, _ folder: WorkFolder) -> [UInt8]? {
        guard let trace, trace.hasStarted else {
            return nil
        }
        var excluded = ["/proc/", "/dev/", "/sys/", folder.temporaryPath + "/"]
        if tools.sandbox != nil {
            excluded += ["/tmp/", CommandLaunch.folderName + "/"]
        }
        return Closure.lines(
            trace.items,
            executable: command.executable.path,
            excluding: excluded,
            digests: digests,
        )
    }
}

extension Extractor.Form {
    /// Whether bytes have this form, as far as they show it; SPEC §3.8.
    func isForm(of bytes: [UInt8]) -> Bool {
        switch self {
        case .bytes:
            return true
        case .json:
            let limits = JSONLimits(depth: 512, byteCount: .max)
            return (try? CanonicalJSON.decode(bytes.span, limits: limits)) != nil
        case .text:
            guard let last = bytes.last else {
                return true
            }
            let isPlain = bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0A || $0 == 0x09 }
            let hasEmpty =
                bytes[0] == 0x0A || zip(bytes, bytes.dropFirst()).contains { $0 == (0x0A, 0x0A) }
            return last == 0x0A && isPlain && !hasEmpty && !bytes.starts(with: [0xEF, 0xBB, 0xBF])
                && (try? UTF8Span(validating: bytes.span)) != nil
        }
    }
}
