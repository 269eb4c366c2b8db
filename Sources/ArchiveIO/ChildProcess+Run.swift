// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import SystemPackage

/// What a program gave back that was started, fed and waited for.
public struct CommandResult: Hashable, Sendable {
    /// Why a program was killed.
    public enum Limit: Hashable, Sendable {
        /// It took too long.
        case time

        /// It wrote too much to its standard output.
        case output

        /// Whoever watches it said so.
        case watched
    }

    /// How it ended.
    public var ending: ChildProcess.Ending

    /// The limit for which it was killed, or `nil` when it was not.
    public var limit: Limit?

    /// What it wrote to its standard output; with a ``limit`` the beginning of that.
    public var output: [UInt8]

    /// The beginning of what it wrote to its standard error output.
    public var errors: [UInt8]
}

extension ChildProcess {
    /// What a command that is run may use.
    public struct RunLimits: Hashable, Sendable {
        /// Time by the clock on the wall, in milliseconds; `nil` is not limited.
        public var milliseconds: Int?

        /// What it may write to its standard output before it is killed, in bytes.
        public var outputByteCount: Int

        /// What is kept of its standard error output, in bytes; the rest is dropped.
        public var errorByteCount: Int

        /// Creates limits.
        public init(milliseconds: Int?, outputByteCount: Int, errorByteCount: Int = 1 << 16) {
            self.milliseconds = milliseconds
            self.outputByteCount = outputByteCount
            self.errorByteCount = errorByteCount
        }
    }

    /// Starts a program, feeds it, takes what it writes, and waits for its end.
    ///
    /// What the program leaves running in its own group is killed when it ends.
    ///
    /// - Parameters:
    ///   - program: What is started.
    ///   - input: What it finds in its standard input; it need not read it.
    ///   - limits: What it may use.
    ///   - isOver: What else is looked at while it runs, about twenty times a second: whether it
    ///     is to be killed. What is true at the end is for the caller to see.
    /// - Returns: What it gave back.
    /// - Throws: ``StoreError`` as ``init(_:input:output:errors:)`` does.
    public static func run(
        _ program: Program,
        input: [UInt8] = [],
        limits: RunLimits,
        killingWhen isOver: () -> Bool = { false },
    ) throws(StoreError) -> CommandResult {
        var exchange = try startExchange(program, input, limits)
        return try exchange.finish(killingWhen: isOver)
    }

    /// Starts a program; its own ends of the pipes are gone afterwards, so that it is seen when it
    /// closes them.
    private static func startExchange(
        _ program: Program,
        _ input: [UInt8],
        _ limits: RunLimits,
    ) throws(StoreError) -> CommandExchange {
        let output = try PipeEnd.makePipe(program.path)
        let errors = try PipeEnd.makePipe(program.path)
        var stream = Stream.null
        var writer: PipeEnd?
        if !input.isEmpty {
            let pipe = try PipeEnd.makePipe(program.path)
            stream = .pipe(pipe.reader)
            writer = pipe.writer
        }
        // The other ends, which the program has, wait as ever.
        try output.reader.setNonBlocking()
        try errors.reader.setNonBlocking()
        try writer?.setNonBlocking()
        let process = try ChildProcess(
            program,
            input: stream,
            output: .pipe(output.writer),
            errors: .pipe(errors.writer),
        )
        return CommandExchange(
            process: process,
            input: input,
            limits: limits,
            writer: writer,
            output: output.reader,
            errors: errors.reader,
        )
    }
}

/// What passes between this process and a command until it ends.
private struct CommandExchange {
    /// How often it is looked whether the program ended though its output was not closed, as by
    /// something that it left behind.
    static let lookMilliseconds = 50

    let process: ChildProcess
    let input: [UInt8]
    let limits: ChildProcess.RunLimits
    let deadline: Double?
    var nextLook = 0.0
    var written = 0
    var writer: PipeEnd?
    var output: PipeEnd?
    var errors: PipeEnd?
    var result: CommandResult
    var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init(
        process: ChildProcess,
        input: [UInt8],
        limits: ChildProcess.RunLimits,
        writer: PipeEnd?,
        output: PipeEnd,
        errors: PipeEnd,
    ) {
        self.process = process
        self.input = input
        self.limits = limits
        self.writer = writer
        self.output = output
        self.errors = errors
        deadline = limits.milliseconds.map { Clock.monotonicSeconds() + Double($0) / 1000 }
        result = CommandResult(ending: .exit(0), limit: nil, output: [], errors: [])
    }

    /// Runs until the end.
    mutating func finish(killingWhen isOver: () -> Bool) throws(StoreError) -> CommandResult {
        while result.limit == nil, output != nil || errors != nil {
            try exchange()
            if process.ending != nil {
                break
            }
            // Killed with its group when it ended, so that the pipes are at their end soon.
            _ = try process.wait(milliseconds: 0)
            checkTime()
            look(isOver)
        }
        if process.ending != nil, result.limit == nil {
            try drain()
        }
        while process.ending == nil, result.limit == nil {
            if try process.wait(milliseconds: Self.lookMilliseconds) == nil {
                checkTime()
                look(isOver)
            }
        }
        if result.limit != nil {
            process.kill()
        }
        result.ending = try process.wait()
        return result
    }

    /// Asks whoever watches, but not after every piece of output.
    private mutating func look(_ isOver: () -> Bool) {
        let now = Clock.monotonicSeconds()
        guard process.ending == nil, result.limit == nil, now >= nextLook else {
            return
        }
        if isOver() {
            result.limit = .watched
        }
        nextLook = Clock.monotonicSeconds() + Double(Self.lookMilliseconds) / 1000
    }

    private mutating func checkTime() {
        if process.ending == nil, result.limit == nil, let deadline,
            Clock.monotonicSeconds() >= deadline
        {
            result.limit = .time
        }
    }

    /// Reads what is left of a program that ended; what does not belong to its group and holds the
    /// pipes is not waited for.
    private mutating func drain() throws(StoreError) {
        writer = nil
        let end = Clock.monotonicSeconds() + 1
        while output != nil || errors != nil, result.limit == nil,
            Clock.monotonicSeconds() < end
        {
            try exchange()
        }
    }

    /// Waits until something can pass, or it is time to look, and lets it pass.
    private mutating func exchange() throws(StoreError) {
        let reading = [output, errors].compactMap(\.self)
        let writing = [writer].compactMap(\.self)
        var wait = Self.lookMilliseconds
        if let deadline {
            // Never more than that, so that no number is too large.
            let rest = min(max(0, deadline - Clock.monotonicSeconds()), 1)
            wait = min(wait, Int(rest * 1000) + 1)
        }
        let ready = try PipeEnd.waitUntilReady(
            reading: reading,
            writing: writing,
            milliseconds: wait,
        )
        for (end, isReady) in zip(reading, ready.reading) where isReady {
            try take(from: end)
        }
        if ready.writing.first == true {
            try give()
        }
    }

    private mutating func take(from end: PipeEnd) throws(StoreError) {
        var span = buffer.mutableSpan
        guard let count = try end.read(into: &span) else {
            return
        }
        if end === output {
            if count == 0 {
                output = nil
            }
            let room = limits.outputByteCount - result.output.count
            result.output += buffer[..<min(count, room)]
            if count > room {
                result.limit = .output
            }
        } else {
            if count == 0 {
                errors = nil
            }
            let room = limits.errorByteCount - result.errors.count
            result.errors += buffer[..<min(count, room)]
        }
    }

    private mutating func give() throws(StoreError) {
        do throws(StoreError) {
            written += try writer?.write(input.span.extracting(written...)) ?? 0
            if written == input.count {
                writer = nil
            }
        } catch  where error.isBrokenPipe {
            // A program need not read what it is given.
            writer = nil
        }
    }
}
