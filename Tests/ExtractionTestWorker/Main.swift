// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import Extraction
import Glibc
import Provenance

/// A worker that does what the first word of a job's input says.
@main
enum Main {
    static let software = Statement.Software(name: "test-worker", version: "1")

    static func main() throws {
        switch CommandLine.arguments.dropFirst().first {
        case "serve":
            let isPerturbed =
                CommandLine.arguments.last == ExtractionWorker.perturbedArgument
            let engine = ExtractionEngine(software: software)
            try ExtractionWorker.serve { job in
                guard job.input.first != UInt8(ascii: "<") else {
                    return engine.run(job, isPerturbed: isPerturbed)
                }
                return run(job)
            }
        case "mute":
            sleep(1000)
        case "garbage":
            print("This is no worker.")
            fflush(nil)
            sleep(1000)
        case let code:
            exit(code.flatMap(Int32.init) ?? 99)
        }
    }

    static func run(_ job: ExtractionJob) -> ExtractionRun {
        let words = String(decoding: job.input.prefix(100), as: UTF8.self).split(separator: " ")
        let number = words.dropFirst().first.flatMap { Int($0) } ?? 0
        switch words.first {
        case "echo":
            return result(job.input)
        case "sleep":
            usleep(UInt32(number) * 1000)
            return result(job.input)
        case "leave":
            let temporary = try? TemporaryFolder()
            sleep(1000)
            return result(temporary == nil ? [] : [1])
        case "hang":
            while true { sleep(1000) }
        case "trap":
            fatalError("as told")
        case "kill":
            kill(getpid(), Int32(number))
            return result([])
        case "exit":
            exit(Int32(number))
        case "bytes":
            return result(Array(repeating: 7, count: number))
        case "allocate":
            return result([allocate(number)])
        case "process":
            return result(Array("\(getpid())".utf8))
        case "around":
            return result(Array(surroundings().utf8))
        case "print":
            print("to standard output")
            fflush(nil)
            return result(job.input)
        case "garbage":
            write(Array(repeating: 0x41, count: 100))
            return result([])
        case "huge":
            // A result of 2^60 bytes.
            write(
                Array("AWR1".utf8) + [0, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 16]
                    + Array(repeating: 0, count: 8)
            )
            return result([])
        default:
            return ExtractionRun(outcome: .failed("unknown-word"), outputs: [], engine: engine)
        }
    }

    static let engine = Engine(name: software.name, version: software.version)

    static func result(_ bytes: [UInt8]) -> ExtractionRun {
        ExtractionRun(
            outcome: .ok,
            outputs: [.init(name: "text", mediaType: "text/plain", bytes: bytes)],
            engine: engine,
        )
    }

    /// Writes where results are written, whichever descriptor that is.
    static func write(_ bytes: [UInt8]) {
        for descriptor in Int32(3)...9 {
            _ = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
        }
    }

    static func allocate(_ count: Int) -> UInt8 {
        var bytes = [UInt8](repeating: 1, count: count)
        bytes[count / 2] = 3
        return bytes[count / 2] &+ bytes[count - 1]
    }

    /// The environment, the folder, and the open descriptors.
    static func surroundings() -> String {
        var lines: [String] = []
        for name in ["HOME", "LC_ALL", "PATH", "SWIFT_BACKTRACE", "TZ"] {
            if let value = unsafe getenv(name) {
                lines.append(unsafe "\(name)=\(String(cString: value))")
            }
        }
        if let folder = unsafe getcwd(nil, 0) {
            lines.append(unsafe String(cString: folder))
            unsafe free(folder)
        }
        let open = (Int32(0)...63).filter { fcntl($0, F_GETFD) != -1 }
        lines.append("\(open)")
        lines.append(getpgrp() == getpid() ? "own group" : "group of another")
        return lines.joined(separator: "\n")
    }
}
