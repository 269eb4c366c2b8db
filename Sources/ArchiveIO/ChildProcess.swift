// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
internal import SystemPackage

/// Another program that this one started.
///
/// It has the descriptors that it was given and no others, an environment of its own, and every
/// signal as the system has it. It never stays behind: when the last reference goes, it is killed.
/// For one thread.
public final class ChildProcess {
    /// What is started.
    public struct Program: Hashable, Sendable {
        /// The path of the program's file; it is not searched for.
        public var path: String

        /// The arguments, the first of which is what the program is told that it is called.
        public var arguments: [String]

        /// All variables of the environment, as `NAME=value`.
        public var environment: [String]

        /// The folder that it works in, or `nil` for that of this process.
        public var folder: String?

        /// Whether it leads a process group, which signals of the terminal do not reach, and which
        /// is killed as a whole, also when the program itself ends.
        public var hasOwnGroup: Bool

        /// Creates a description of what is started.
        public init(
            path: String,
            arguments: [String],
            environment: [String],
            folder: String? = nil,
            hasOwnGroup: Bool = true,
        ) {
            self.path = path
            self.arguments = arguments
            self.environment = environment
            self.folder = folder
            self.hasOwnGroup = hasOwnGroup
        }
    }

    /// What one of the three standard descriptors is.
    public enum Stream: Sendable {
        /// Nothing to read; what is written goes nowhere.
        case null

        /// One end of a pipe.
        case pipe(PipeEnd)

        /// A file that is open.
        case file(OpenFile)

        /// What it is in this process.
        case inherited
    }

    /// How a program ended.
    public enum Ending: Hashable, Sendable {
        /// By itself, with an exit code from 0 to 255.
        case exit(Int)

        /// By a signal, of this number.
        case signal(Int)
    }

    /// Its number.
    public let processID: Int32

    /// How it ended, once that was waited for.
    public private(set) var ending: Ending?

    /// What messages call it.
    public let name: String

    private let hasOwnGroup: Bool

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: What is started.
    ///   - input: Its standard input.
    ///   - output: Its standard output.
    ///   - errors: Its standard error output.
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` when there is no such program or
    ///   folder, or ``StoreError/Code/inputOutput``.
    public init(
        _ program: Program,
        input: Stream = .null,
        output: Stream = .null,
        errors: Stream = .null,
    ) throws(StoreError) {
        name = program.path
        hasOwnGroup = program.hasOwnGroup
        processID = try ProcessSpawning.spawn(program, [input, output, errors])
    }

    deinit {
        kill()
        _ = try? wait()
    }

    /// Kills it, and with its own group all that it started, unless its end was waited for.
    public func kill() {
        if ending == nil {
            _ = Glibc.kill(hasOwnGroup ? -processID : processID, SIGKILL)
        }
    }

    /// Waits for its end; what is left of its own group is killed then.
    ///
    /// - Returns: How it ended.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    @discardableResult
    public func wait() throws(StoreError) -> Ending {
        if let ending {
            return ending
        }
        // It keeps its number until it is reaped below, so that the group's number is its own.
        try perform("waitid", name) {
            var information = unsafe siginfo_t()
            return unsafe waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT)
        }
        return try reap()
    }

    /// Waits for its end, but not for long.
    ///
    /// - Parameter milliseconds: How long at most.
    /// - Returns: How it ended, or `nil` when it did not.
    /// - Throws: ``StoreError`` with ``StoreError/Code/inputOutput``.
    public func wait(milliseconds: Int) throws(StoreError) -> Ending? {
        if let ending {
            return ending
        }
        let limit = Clock.monotonicSeconds() + Double(milliseconds) / 1000
        var pause: UInt32 = 200
        while true {
            var information = unsafe siginfo_t()
            try perform("waitid", name) {
                unsafe waitid(
                    P_PID,
                    id_t(processID),
                    &information,
                    WEXITED | WNOWAIT | WNOHANG,
                )
            }
            if unsafe information.si_signo != 0 {
                return try reap()
            }
            guard Clock.monotonicSeconds() < limit else {
                return nil
            }
            // The system has no wait with a time, and a handler of SIGCHLD is not ours to set.
            usleep(pause)
            pause = min(2 * pause, 20_000)
        }
    }

    private func reap() throws(StoreError) -> Ending {
        if hasOwnGroup {
            _ = Glibc.kill(-processID, SIGKILL)
        }
        var status: Int32 = 0
        try perform("waitpid", name) { unsafe waitpid(processID, &status, 0) }
        let signal = Int(status & 0x7F)
        let ending: Ending = signal == 0 ? .exit(Int(status >> 8 & 0xFF)) : .signal(signal)
        self.ending = ending
        return ending
    }
}

// Its end is waited for once, which two threads might both try.
@available(*, unavailable)
extension ChildProcess: Sendable {}
