// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import SystemPackage
import Testing

@Suite(.temporaryDirectory)
struct ChildProcessTests {
    /// A line of `sh` in an empty environment.
    private func program(_ line: String, folder: String? = nil) -> ChildProcess.Program {
        ChildProcess.Program(
            path: "/bin/sh",
            arguments: ["sh", "-c", line],
            environment: ["PATH=/usr/bin:/bin"],
            folder: folder,
        )
    }

    private func run(
        _ line: String,
        input: [UInt8] = [],
        milliseconds: Int? = 30_000,
        outputByteCount: Int = 1 << 20,
        errorByteCount: Int = 100,
    ) throws -> CommandResult {
        try ChildProcess.run(
            program(line),
            input: input,
            limits: ChildProcess.RunLimits(
                milliseconds: milliseconds,
                outputByteCount: outputByteCount,
                errorByteCount: errorByteCount,
            ),
        )
    }

    @Test(arguments: [0, 1, 7, 255])
    func `an exit code is told`(code: Int) throws {
        let process = try ChildProcess(program("exit \(code)"))
        #expect(try process.wait() == .exit(code))
        #expect(try process.wait() == .exit(code))
        #expect(process.ending == .exit(code))
    }

    @Test(arguments: [SIGILL, SIGSEGV, SIGTERM, SIGPIPE, SIGINT])
    func `a signal is told, and none is inherited as ignored`(number: Int32) throws {
        let process = try ChildProcess(program("kill -\(number) $$; exit 0"))
        #expect(try process.wait() == .signal(Int(number)))
    }

    @Test
    func `waiting for a while ends without the end`() throws {
        let process = try ChildProcess(program("sleep 1000"))
        #expect(try process.wait(milliseconds: 5) == nil)
        process.kill()
        #expect(try process.wait(milliseconds: 10_000) == .signal(Int(SIGKILL)))
    }

    @Test
    func `what is not there is told`() {
        for program in [
            ChildProcess.Program(path: "/nonexistent", arguments: ["a"], environment: []),
            program("exit 0", folder: "/nonexistent"),
        ] {
            let error = #expect(throws: StoreError.self) { try ChildProcess(program) }
            #expect(error?.code == .notFound)
        }
        let error = #expect(throws: StoreError.self) { try ChildProcess(program("a\0b")) }
        #expect(error?.message.contains("zero byte") == true)
    }

    @Test
    func `environment, folder and descriptors are what was chosen`() throws {
        // Left open on purpose, and inheritable.
        let open = unsafe Glibc.open("/dev/null", O_RDONLY)
        defer { close(open) }
        var line = program("env | sort; pwd; ls /proc/self/fd", folder: "/usr")
        line.environment = ["PATH=/usr/bin:/bin", "A=b c"]
        let result = try ChildProcess.run(
            line,
            limits: ChildProcess.RunLimits(milliseconds: nil, outputByteCount: 10_000),
        )
        // The shell sets PWD itself; 3 is the folder that `ls` reads.
        let text = "A=b c\nPATH=/usr/bin:/bin\nPWD=/usr\n/usr\n0\n1\n2\n3\n"
        #expect(String(decoding: result.output, as: UTF8.self) == text)
        #expect(result.errors.isEmpty)
    }

    @Test(arguments: [1, 65_536, 3_000_000])
    func `input goes in and comes out while both are larger than a pipe`(count: Int) throws {
        var bytes = [UInt8](repeating: 0, count: count)
        for index in bytes.indices {
            bytes[index] = UInt8(truncatingIfNeeded: index &* 31)
        }
        let result = try run("cat; cat /dev/null >&2", input: bytes, outputByteCount: count)
        #expect(result.ending == .exit(0))
        #expect(result.limit == nil)
        #expect(result.output == bytes)
    }

    @Test
    func `input that nobody reads harms nobody`() throws {
        let result = try run(
            "exec <&-; sleep 0.1; exit 3",
            input: Array(repeating: 1, count: 1 << 20),
        )
        #expect(result.ending == .exit(3))
    }

    @Test
    func `output ends at its limit, and so does the program`() throws {
        let result = try run("yes; sleep 1000", outputByteCount: 1000)
        #expect(result.limit == .output)
        #expect(result.ending == .signal(Int(SIGKILL)))
        #expect(result.output.count == 1000)
        #expect(try run("printf 12345", outputByteCount: 5).limit == nil)
        #expect(try run("printf 12345", outputByteCount: 4).limit == .output)
    }

    @Test
    func `errors beyond their limit are dropped`() throws {
        let result = try run("seq 1 100000 >&2; echo done", errorByteCount: 10)
        #expect(result.ending == .exit(0))
        #expect(result.errors == Array("1\n2\n3\n4\n5\n".utf8))
        #expect(result.output == Array("done\n".utf8))
    }

    @Test(arguments: ["sleep 1000", "sleep 1000 & sleep 1000", "exec >&- 2>&-; sleep 1000"])
    func `time ends a program`(line: String) throws {
        let start = Clock.monotonicSeconds()
        let result = try run(line, milliseconds: 100)
        #expect(result.limit == .time)
        #expect(result.ending == .signal(Int(SIGKILL)))
        #expect(Clock.monotonicSeconds() - start < 30)
    }

    @Test
    func `whoever watches a program can end it`() throws {
        var looks = 0
        let result = try ChildProcess.run(
            program("exec sleep 1000"),
            limits: ChildProcess.RunLimits(milliseconds: 60_000, outputByteCount: 100),
            killingWhen: {
                looks += 1
                return looks == 3
            },
        )
        #expect(result.limit == .watched)
        #expect(result.ending == .signal(Int(SIGKILL)))
        #expect(looks == 3)
    }

    @Test
    func `what a program leaves behind ends with it`() throws {
        let result = try run("sleep 1000 & echo $!")
        #expect(result.ending == .exit(0))
        let left = try #require(
            Int32(String(decoding: result.output, as: UTF8.self).filter(\.isNumber))
        )
        var isGone = false
        for _ in 0..<1000 where !isGone {
            // An orphan may be reaped late, or, in a container, by nobody.
            isGone = kill(left, 0) == -1 || isZombie(left)
            usleep(1000)
        }
        #expect(isGone)
    }

    @Test
    func `a process that nobody wants any more ends`() throws {
        var process: ChildProcess? = try ChildProcess(program("sleep 1000"))
        let number = try #require(process?.processID)
        process = nil
        #expect(kill(number, 0) == -1)
    }

    @Test
    func `a pipe that is full or closed says so`() throws {
        let pipe = try PipeEnd.makePipe("a pipe", byteCapacity: 1 << 20)
        try pipe.writer.setNonBlocking()
        try pipe.reader.setNonBlocking()
        var buffer = [UInt8](repeating: 0, count: 4096)
        var span = buffer.mutableSpan
        #expect(try pipe.reader.read(into: &span) == nil)
        let bytes = [UInt8](repeating: 7, count: 1 << 22)
        let count = try pipe.writer.write(bytes.span)
        #expect(count > 0 && count < bytes.count)
        #expect(try pipe.writer.write(bytes.span) == 0)
        let ready = try PipeEnd.waitUntilReady(
            reading: [pipe.reader],
            writing: [pipe.writer],
            milliseconds: 0,
        )
        #expect(ready.reading == [true])
        #expect(ready.writing == [false])
    }

    @Test
    func `writing where nobody reads is an error and no signal`() throws {
        let writer = try PipeEnd.makePipe("a pipe").writer
        let bytes: [UInt8] = [1]
        for _ in 0..<2 {
            let error = #expect(throws: StoreError.self) { try writer.write(bytes.span) }
            #expect(error?.cause?.errno == .brokenPipe)
        }
    }

    @Test
    func `the end of a pipe is told, and waiting for nothing takes its time`() throws {
        var pipe: (reader: PipeEnd, writer: PipeEnd?) = try PipeEnd.makePipe("a pipe")
        let start = Clock.monotonicSeconds()
        let ready = try PipeEnd.waitUntilReady(
            reading: [pipe.reader],
            writing: [],
            milliseconds: 30,
        )
        #expect(ready.reading == [false])
        #expect(Clock.monotonicSeconds() - start >= 0.029)
        pipe.writer = nil
        var buffer: [UInt8] = [0]
        var span = buffer.mutableSpan
        #expect(try pipe.reader.read(into: &span) == 0)
    }
}

/// Whether a process ended and was not waited for.
private func isZombie(_ number: Int32) -> Bool {
    guard let file = try? OpenFile.open(FilePath("/proc/\(number)/stat")) else {
        return true
    }
    var bytes = [UInt8](repeating: 0, count: 400)
    var span = bytes.mutableSpan
    let count = (try? file.readNext(into: &span)) ?? 0
    return String(decoding: bytes[..<count], as: UTF8.self).contains(") Z ")
}
