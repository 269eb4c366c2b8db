// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Glibc
internal import Provenance
internal import SystemPackage

/// The programs of this machine that limit, enclose and watch commands.
///
/// Whether one works is found out by trying it; that it is installed says little, since containers
/// refuse namespaces and tracing.
public struct HostTools: Hashable, Sendable {
    /// A program that was tried.
    public struct Tool: Hashable, Sendable {
        /// Its path.
        public var path: String

        /// Its name and version, such as `bubblewrap 0.8.0`.
        public var description: String
    }

    /// The user that no process should be, of every system.
    private static let nobody: UInt32 = 65_534

    /// The first of the users that no system gives away.
    ///
    /// The ranges are in systemd's documentation, "Users, Groups, UIDs and GIDs"; from here to
    /// their end there is room for every process ID.
    private static let firstFreeUser: UInt32 = 0x7000_0000

    /// The path of `prlimit`, without which no command is run.
    public internal(set) var limiter: String?

    /// What keeps commands from network and files, or `nil` when nothing does.
    public internal(set) var sandbox: Tool?

    /// What sees which files commands read, or `nil` when nothing does.
    public internal(set) var tracer: Tool?

    /// The path of the library that gives programs another date, when it does.
    public internal(set) var clockLibrary: String?

    /// A locale other than that of ``CommandEnvironment/fixed``, when there is one.
    public internal(set) var otherLocale: String?

    /// The path of `setpriv`, with which what is started ends when this process does.
    var leash: String?

    /// The path of `setpriv`, when this process is root's and can be rid of that.
    public internal(set) var dropper: String?

    /// Whether commands of several processes have to be the same user, since this machine, mostly
    /// a container, has only the usual 65,536.
    private var hasFewUsers = false

    /// The user that commands of this process run as, when it is root's.
    ///
    /// Each process has its own: what one command does, such as having as many processes as a user
    /// may have, is then no matter of another's.
    var user: UInt32? {
        guard dropper != nil else {
            return nil
        }
        return hasFewUsers ? Self.nobody : Self.firstFreeUser + UInt32(getpid())
    }

    /// How many processes a command may have, when that can be limited.
    public internal(set) var processLimit: Int?

    /// The kind of processor.
    public internal(set) var machine: String

    /// The folders of a sandbox that hold the system.
    let systemFolders: [String]

    /// What works on this machine; found out when it is first asked for.
    public static let found = find()

    /// A machine with nothing but what sets limits, when it has that.
    private init() {
        var name = utsname()
        unsafe uname(&name)
        machine = unsafe withUnsafeBytes(of: &name.machine) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        let folders = [
            "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/etc", "/nix",
            "/gnu",
        ]
        systemFolders = folders.filter { (try? Folder.open(FilePath($0))) != nil }
        limiter = Self.path("prlimit")
        leash = Self.path("setpriv")
        otherLocale = Self.installedLocale
    }

    /// The first of ``locales`` that is installed, which nothing is started to find out.
    static let installedLocale = locales.first { locale in
        guard let found = unsafe newlocale(allCategories, locale, nil) else {
            return false
        }
        unsafe freelocale(found)
        return true
    }

    /// `LC_ALL_MASK`, which Swift does not import: all categories of `locale.h`.
    private static let allCategories: Int32 = 0x1FBF

    /// Locales with other numbers, dates and letters; the first that there is serves.
    private static let locales = [
        "tr_TR.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "pl_PL.UTF-8", "ru_RU.UTF-8", "es_ES.UTF-8",
        "ja_JP.UTF-8", "en_GB.UTF-8", "en_US.UTF-8",
    ]

    /// Whether what encloses commands is installed, which need not mean that it works.
    public static var isSandboxInstalled: Bool {
        path("bwrap") != nil
    }

    /// These tools without what watches, for a run of which no list of files is wanted.
    public var withoutTracer: Self {
        var tools = self
        tools.tracer = nil
        return tools
    }

    /// These tools without what encloses.
    public var withoutSandbox: Self {
        var tools = self
        tools.sandbox = nil
        if tools.dropper == nil {
            // Without a sandbox all processes of the user count.
            tools.processLimit = nil
        }
        return tools
    }

    /// The path of a program in one of the folders where commands find theirs.
    static func path(_ name: String) -> String? {
        CommandEnvironment.folders.map { "\($0)/\(name)" }.first { path in
            unsafe access(path, X_OK) == 0 && (try? OpenFile.open(FilePath(path))) != nil
        }
    }
}

// MARK: - Trying

extension HostTools {
    private static func find() -> HostTools {
        let probe = "true | true"
        var tools = HostTools()
        // Without these two nothing works with what encloses, either.
        if tools.limiter == nil || tools.attempt(probe) == nil {
            tools.leash = nil
        }
        guard tools.limiter != nil, tools.attempt(probe) != nil else {
            tools.limiter = nil
            return tools
        }
        tools.dropper = geteuid() == 0 ? path("setpriv") : nil
        if let path = path("bwrap") {
            tools.sandbox = Tool(path: path, description: version(path))
        }
        // From the strictest on; root that cannot become nobody still gets a sandbox.
        let candidates = [
            tools.limitingProcesses, tools.withFewUsers.limitingProcesses, tools,
            tools.withFewUsers, tools.withoutDropper.limitingProcesses, tools.withoutDropper,
            tools.withoutSandbox.limitingProcesses,
            tools.withoutSandbox.withFewUsers.limitingProcesses, tools.withoutSandbox,
            tools.withoutSandbox.withFewUsers,
        ]
        let plain = tools.withoutDropper.withoutSandbox
        tools = candidates.first { $0.attempt(probe) != nil } ?? plain
        if let path = path("strace") {
            var traced = tools
            traced.tracer = Tool(path: path, description: straceVersion(path))
            if let trace = traced.attempt(probe)?.trace,
                TraceReader(trace, limiter: tools.limiter).hasStarted
            {
                tools = traced
            }
        }
        tools.clockLibrary = clockLibraries.first { library in
            tools.withoutTracer.isFooled(by: library)
        }
        return tools
    }

    private var withFewUsers: Self {
        var tools = self
        tools.hasFewUsers = true
        return tools
    }

    private var withoutDropper: Self {
        var tools = self
        tools.dropper = nil
        return tools
    }

    /// A limit for all processes of a user would stop people who have many; in a sandbox only the
    /// command's count, and nobody has none else.
    private var limitingProcesses: Self {
        var tools = self
        if sandbox != nil || dropper != nil {
            tools.processLimit = 512
        }
        return tools
    }

    /// What a shell printed, and its trace.
    private struct Attempt {
        var output: [UInt8]
        var trace: [UInt8]
    }

    /// Runs a line of shell as commands are run; `nil` when that does not work.
    private func attempt(_ line: String, _ changes: [String: String] = [:]) -> Attempt? {
        let limits = Computation.Limits(
            milliseconds: 10_000,
            memoryByteCount: 1 << 30,
            outputByteCount: 1 << 20,
        )
        let launch = CommandLaunch(
            tools: self,
            executable: "/bin/sh",
            arguments: ["-c", line],
            environment: CommandEnvironment.changing(CommandEnvironment.fixed, changes),
            limits: limits,
        )
        guard let folder = try? WorkFolder(input: [], files: [], user: user),
            let result = try? launch.run(in: folder),
            result.ending == .exit(0), result.limit == nil
        else {
            return nil
        }
        let trace = tracer == nil ? [] : try? folder.trace()
        return Attempt(output: result.output, trace: trace ?? [])
    }

    /// Whether a library gives a program another date.
    private func isFooled(by library: String) -> Bool {
        let changes = Perturbation.clock(library)
        guard (try? OpenFile.open(FilePath(library))) != nil,
            let output = attempt("exec date +%s", changes)?.output,
            let seconds = Int64(String(decoding: output, as: UTF8.self).filter(\.isNumber))
        else {
            return false
        }
        return (Perturbation.otherTime...Perturbation.otherTime + 1000).contains(seconds)
    }

    /// Where distributions have the library.
    private static var clockLibraries: [String] {
        let name = "faketime/libfaketime.so.1"
        var paths = ["/usr/lib64/\(name)", "/usr/lib/\(name)", "/usr/local/lib/\(name)"]
        if let items = try? Folder.open("/usr/lib").items() {
            paths += items.filter { $0.kind == .folder && $0.text.contains("-linux-") }
                .map { "/usr/lib/\($0.text)/\(name)" }
        }
        return paths
    }

    /// The first line that a program prints about itself.
    private static func version(_ path: String) -> String {
        let program = ChildProcess.Program(
            path: path,
            arguments: [path, "--version"],
            environment: CommandLaunch.environment,
        )
        let limits = ChildProcess.RunLimits(milliseconds: 10_000, outputByteCount: 1 << 12)
        let output = (try? ChildProcess.run(program, limits: limits))?.output ?? []
        return VersionLine.first(of: output) ?? "unknown"
    }

    private static func straceVersion(_ path: String) -> String {
        // "strace -- version 6.1"
        let words = version(path).split(separator: " ").filter { $0 != "--" && $0 != "version" }
        return words.joined(separator: " ")
    }
}
