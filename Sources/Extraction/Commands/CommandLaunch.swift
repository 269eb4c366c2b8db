// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Provenance

/// How a command is started: the program, and around it what limits, encloses and watches it.
///
/// From outside to inside: `setpriv`, so that it ends with this process; `strace`, which writes
/// where nothing inside can; `setpriv` again, when this process is root's; `bwrap`; `prlimit`; and
/// `env`, so that nothing but the command finds the command's variables. The command takes the
/// place of the last two.
struct CommandLaunch {
    /// The name of the working folder in a sandbox.
    static let folderName = "/w"

    /// What a command may leave in each of its folders that are only memory when its outputs are
    /// not limited, in bytes.
    static let scratchByteCount: UInt64 = 256 << 20

    /// What is around it.
    var tools: HostTools

    /// The program's path.
    var executable: String

    /// Its arguments.
    var arguments: [String]

    /// All its variables.
    var environment: [String]

    /// What it may use.
    var limits: Computation.Limits

    /// The name of the working folder in a sandbox.
    var folderName = Self.folderName

    /// The command line that starts it.
    ///
    /// - Parameter folder: Its working folder.
    /// - Returns: A path and arguments.
    func line(in folder: WorkFolder) -> [String] {
        var line: [String] = []
        if let leash = tools.leash {
            line += [leash] + Self.leashArguments + ["--"]
        }
        if let tracer = tools.tracer {
            line += [tracer.path, "-f", "-y", "-qq", "-s", "1", "--seccomp-bpf"]
            line += ["-e", "trace=" + Self.traced, "-e", "signal=none"]
            line += ["-o", folder.tracePath, "--"]
        }
        if let dropper = tools.dropper, let user = tools.user {
            line += [dropper, "--reuid=\(user)", "--regid=\(user)", "--clear-groups"]
            // Another user is not on the leash any more.
            line += tools.tracer == nil ? Self.leashArguments + ["--"] : ["--"]
        }
        if let sandbox = tools.sandbox {
            line += [sandbox.path] + sandboxArguments(folder) + ["--"]
        }
        if let limiter = tools.limiter {
            line += [limiter] + limiterArguments + ["--"]
        }
        // What follows the variables has an equals sign nowhere, or it would be one of them.
        return line + [Self.variableSetter, "-i"] + environment + [executable] + arguments
    }

    /// Has the system kill it when this process ends, however that happens.
    private static let leashArguments = ["--pdeathsig=KILL"]

    /// The calls by which files are opened to read, programs started and large pieces of memory
    /// asked for; `?` where a kind of processor does not have one.
    private static let traced =
        "?open,openat,?openat2,?creat,execve,?execveat,?mmap,?mmap2,mremap"

    private var limiterArguments: [String] {
        var arguments = ["--core=0", "--nofile=1024"]
        if let byteCount = limits.memoryByteCount {
            arguments.append("--as=\(byteCount)")
        }
        if let byteCount = limits.outputByteCount {
            // One more, so that what is over the limit is larger than it.
            arguments.append("--fsize=\(min(byteCount, .max - 1) + 1)")
        }
        if let milliseconds = limits.milliseconds {
            // For what escapes from being killed: it ends by itself.
            arguments.append("--cpu=\(milliseconds / 1000 + 10)")
        }
        if let count = tools.processLimit {
            arguments.append("--nproc=\(count)")
        }
        return arguments
    }

    private func sandboxArguments(_ folder: WorkFolder) -> [String] {
        var arguments = ["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
        arguments += ["--hostname", "archive", "--uid", "65534", "--gid", "65534"]
        arguments += ["--cap-drop", "ALL"]
        for path in tools.systemFolders {
            arguments += ["--ro-bind", path, path]
        }
        // A size of 0 would be none, or half of the memory.
        let size = ["--size", "\(max(limits.outputByteCount ?? Self.scratchByteCount, 1 << 20))"]
        arguments += ["--proc", "/proc", "--dev", "/dev"] + size + ["--tmpfs", "/dev/shm"]
        arguments += ["--remount-ro", "/dev"] + size + ["--tmpfs", "/tmp"]
        arguments += size + ["--tmpfs", folderName]
        for name in folder.names {
            arguments += ["--ro-bind", "\(folder.workPath)/\(name)", "\(folderName)/\(name)"]
        }
        let outputs = WorkFolder.outputName
        arguments += ["--bind", "\(folder.workPath)/\(outputs)", "\(folderName)/\(outputs)"]
        let isOfSystem = tools.systemFolders.contains { path in
            executable.utf8.starts(with: "\(path)/".utf8)
        }
        if !isOfSystem {
            arguments += ["--ro-bind", executable, executable]
        }
        return arguments + ["--remount-ro", "/", "--chdir", folderName]
    }
}

extension CommandLaunch {
    /// What the programs around the command find in their environment.
    static let environment = [
        "LC_ALL=C", "PATH=" + CommandEnvironment.folders.joined(separator: ":"),
    ]

    /// The path of the program that becomes the command with the command's variables.
    static let variableSetter = "/usr/bin/env"

    /// Whether a program can be started: `env` takes what has an equals sign for a variable.
    static func canStart(_ executable: String) -> Bool {
        executable.utf8.first == UInt8(ascii: "/")
            && !executable.utf8.contains(UInt8(ascii: "="))
    }

    /// What is kept of the standard error output, in bytes.
    static let errorByteLimit = 1 << 12

    /// Runs the command.
    ///
    /// - Parameters:
    ///   - folder: Its working folder.
    ///   - input: What it finds in its standard input.
    /// - Returns: What it gave back.
    /// - Throws: ``StoreError`` when it could not be started.
    func run(in folder: WorkFolder, input: [UInt8] = []) throws(StoreError) -> CommandResult {
        let line = line(in: folder)
        let program = ChildProcess.Program(
            path: line[0],
            arguments: line,
            environment: Self.environment,
            folder: tools.sandbox == nil ? folder.workPath : "/",
        )
        let byteLimit = limits.outputByteCount ?? .max
        return try ChildProcess.run(
            program,
            input: input,
            limits: ChildProcess.RunLimits(
                milliseconds: limits.milliseconds.map { Int(clamping: $0) },
                outputByteCount: Int(clamping: byteLimit),
                errorByteCount: Self.errorByteLimit,
            ),
            killingWhen: { Interruption.signal != nil || folder.isOver(byteLimit: byteLimit) },
        )
    }
}

extension CommandLaunch {
    /// What a program around the command complained of, when the command was not started.
    ///
    /// - Parameter result: What came of the run.
    /// - Returns: A sentence, or `nil`.
    func complaint(_ result: CommandResult) -> String? {
        guard result.limit == nil, case .exit(let code) = result.ending,
            [1, 125, 126, 127].contains(code), let line = VersionLine.first(of: result.errors)
        else {
            return nil
        }
        let names = [
            "bwrap", "prlimit", "setpriv", Self.variableSetter, tools.tracer?.path ?? "strace",
        ]
        return names.contains { line.utf8.starts(with: "\($0): ".utf8) } ? line : nil
    }
}
