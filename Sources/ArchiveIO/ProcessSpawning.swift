// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import CLinux
internal import Glibc
internal import SystemPackage

/// The one place that starts programs.
enum ProcessSpawning {
    /// Starts a program with three standard descriptors and no others; returns its number.
    static func spawn(
        _ program: ChildProcess.Program,
        _ streams: [ChildProcess.Stream],
    ) throws(StoreError) -> Int32 {
        for text in program.arguments + program.environment + [program.path, program.folder ?? ""]
        where text.utf8.contains(0) {
            throw StoreError(.inputOutput, "\(program.path): an argument has a zero byte in it.")
        }
        keepEndedChildren()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let folder = program.folder {
            unsafe posix_spawn_file_actions_addchdir_np(&actions, folder)
        }
        // Holds what was duplicated until the program has it.
        var held: [PipeEnd] = []
        for (number, stream) in streams.enumerated() {
            guard let source = descriptor(of: stream, number: Int32(number)) else {
                unsafe posix_spawn_file_actions_addopen(
                    &actions,
                    Int32(number),
                    "/dev/null",
                    O_RDWR,
                    0,
                )
                continue
            }
            // A source below 3 might be covered by the one before.
            let copy = try PipeEnd.duplicate(source, program.path)
            held.append(copy)
            unsafe posix_spawn_file_actions_adddup2(&actions, copy.descriptor, Int32(number))
        }
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, Int32(streams.count))
        let result = try unsafe start(program, &actions)
        withExtendedLifetime((held, streams)) {}
        return result
    }

    private static func descriptor(of stream: ChildProcess.Stream, number: Int32) -> Int32? {
        switch stream {
        case .null: nil
        case .pipe(let end): end.descriptor
        case .file(let file): file.descriptor
        case .inherited: number
        }
    }

    private static func start(
        _ program: ChildProcess.Program,
        _ actions: inout posix_spawn_file_actions_t,
    ) throws(StoreError) -> Int32 {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        if program.hasOwnGroup {
            flags |= POSIX_SPAWN_SETPGROUP
            unsafe posix_spawnattr_setpgroup(&attributes, 0)
        }
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in Int32(1)...31 where signal != SIGKILL && signal != SIGSTOP {
            unsafe sigaddset(&signals, signal)
        }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let arguments = unsafe copies(program.arguments)
        let environment = unsafe copies(program.environment)
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var processID: pid_t = 0
        // Unlike other calls it returns its error.
        let error = unsafe posix_spawn(
            &processID,
            program.path,
            &actions,
            &attributes,
            arguments,
            environment,
        )
        guard error == 0 else {
            let cause = SystemCallFailure(call: "posix_spawn", errno: Errno(rawValue: error))
            throw StoreError(cause, subject: program.path)
        }
        return processID
    }

    /// The texts as C has them, with the end of the list; for `free`.
    private static func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }

    /// Undoes what whoever started this program may have set: that children leave no status.
    private static func keepEndedChildren() {
        var action = sigaction()
        unsafe sigaction(SIGCHLD, nil, &action)
        // SIG_IGN is the address 1, which Swift does not import as a function.
        let isIgnored =
            unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        if isIgnored || action.sa_flags & SA_NOCLDWAIT != 0 {
            action = sigaction()
            unsafe sigaction(SIGCHLD, &action, nil)
        }
    }
}
