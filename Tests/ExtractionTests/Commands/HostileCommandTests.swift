// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveIO
import ArchiveTestSupport
import Glibc
import Provenance
import SystemPackage
import Testing

@testable import Extraction

extension RunningCommands {
    /// Commands that want more than they may have.
    @Suite
    struct HostileCommandTests {
        private static let python = "/usr/bin/python3 -I -S -c"

        private func seconds(_ body: () throws -> Void) rethrows -> Double {
            let start = Clock.monotonicSeconds()
            try body()
            return Clock.monotonicSeconds() - start
        }

        /// The processes with a mark in their command line.
        private func isRunning(_ mark: String) throws -> Bool {
            // A process that ends while the folder is read makes that fail: look again.
            guard let items = try? Folder.open("/proc").items() else {
                return true
            }
            for item in items where item.kind == .folder {
                guard item.text.allSatisfy(\.isNumber),
                    let folder = try? Folder.open(FilePath("/proc/\(item.text)")),
                    let file = try? folder.file("cmdline")
                else {
                    continue
                }
                var buffer = [UInt8](repeating: 0, count: 4096)
                var span = buffer.mutableSpan
                guard let count = try? file.readNext(into: &span) else {
                    continue
                }
                if String(decoding: buffer[..<count], as: UTF8.self).contains(mark) {
                    return true
                }
            }
            return false
        }

        private func ends(_ mark: String) throws -> Bool {
            let limit = Clock.monotonicSeconds() + 10
            while Clock.monotonicSeconds() < limit {
                if try !isRunning(mark) {
                    return true
                }
                usleep(20_000)
            }
            return false
        }

        @Test(arguments: Surroundings.allCases)
        func `what never ends is ended, also when it does not listen`(around: Surroundings) throws {
            var command = ShellCommand("trap '' TERM INT HUP; while :; do sleep 0.1; done")
            command.limits.milliseconds = 500
            let taken = try seconds {
                let run = try command.run(around)
                #expect(run.outcome == .limit(.time))
            }
            #expect(taken < 20)
        }

        @Test(arguments: Surroundings.allCases)
        func `children do not stay behind`(around: Surroundings) throws {
            let mark = "\(Int.random(in: 100_000...999_999))"
            var command = ShellCommand(#"sleep \#(mark) & sleep \#(mark) & echo >"$2""#)
            let tools = around.tools
            if tools.sandbox != nil {
                command.line = "setsid sleep \(mark) & " + command.line
            }
            // A tracer waits for all that it traces; only a sandbox ends that before.
            let isWaited = tools.tracer != nil && tools.sandbox == nil
            command.limits.milliseconds = isWaited ? 500 : 60_000
            #expect(try command.run(around).outcome == (isWaited ? .limit(.time) : .ok))
            #expect(try ends("sleep\0\(mark)"))
            command.line += "; exec sleep \(mark)"
            command.limits.milliseconds = 500
            #expect(try command.run(around).outcome == .limit(.time))
            #expect(try ends("sleep\0\(mark)"))
        }

        @Test(arguments: Surroundings.allCases)
        func `a file of ten gigabytes stops at the limit`(around: Surroundings) throws {
            let lines = [
                #"dd if=/dev/zero of="$2" bs=1M count=10240"#, #"truncate -s 10G "$2""#,
                #"dd if=/dev/zero of="$2" bs=1M count=10240; echo a >"$2".other; exit 0"#,
            ]
            for line in lines {
                #expect(
                    try ShellCommand(line + " 2>/dev/null").run(around).outcome == .limit(.output)
                )
            }
        }

        @Test(arguments: Surroundings.allCases)
        func `many files stop at the limit, too`(around: Surroundings) throws {
            let lines = [
                "i=0; while :; do i=$((i+1)); head -c 100000 /dev/zero >out/$i; done",
                "cd out; while :; do mkdir d; cd d; done",
                "cd out; i=0; while :; do i=$((i+1)); : >$i; done",
            ]
            for line in lines {
                #expect(try ShellCommand(line).run(around).outcome == .limit(.output))
            }
        }

        @Test(arguments: Surroundings.allCases)
        func `gigabytes that are printed stop at the limit`(around: Surroundings) throws {
            #expect(try ShellCommand("exec cat /dev/zero").run(around).outcome == .limit(.output))
            let run = try ShellCommand(#"head -c 100000000 /dev/zero >&2; echo >"$2""#).run(around)
            #expect(run.outcome == .ok)
            #expect((run.errors ?? "").utf8.count <= VersionLine.byteLimit)
        }

        @Test(arguments: Surroundings.allCases)
        func `memory is limited`(around: Surroundings) throws {
            let line = "a = []\nwhile True: a.append(bytearray(1 << 20))"
            var command = ShellCommand("exec \(Self.python) '\(line)'")
            command.limits.memoryByteCount = 256 << 20
            let outcome: Outcome = around.tools.tracer == nil ? .exit(1) : .limit(.memory)
            #expect(try command.run(around).outcome == outcome)
            command.line = "exec \(Self.python) 'bytearray(1 << 40)'"
            #expect(try command.run(around).outcome == outcome)
            // Refused, but not in need of it.
            command.line = #"""
                \#(Self.python) 'bytearray(1 << 40)' 2>/dev/null || exec \#(Self.python) '
                import sys
                open(sys.argv[1], "w").write("x")' "$2"
                """#
            #expect(try command.run(around).outcome == .ok)
        }

        @Test
        func `a fork bomb stays within its limits`() throws {
            let tools = HostTools.found
            guard tools.processLimit != nil, tools.sandbox != nil else {
                // Where processes cannot be counted, trying it would be unkind to the machine; and
                // without a sandbox what it leaves counts for the commands of the tests after it.
                return
            }
            var command = ShellCommand("b() { b | b & }; b; sleep 100")
            command.limits.milliseconds = 3000
            let taken = try seconds {
                _ = try command.run(.withoutTracer)
            }
            #expect(taken < 60)
            let many = #"i=0; while [ $i -lt 2000 ]; do sleep 100 & i=$((i+1)); done; echo >"$2""#
            let run = try ShellCommand(many).run(.withoutTracer)
            #expect(run.outcome != .ok)
        }

        @Test(arguments: [Surroundings.all, .withoutTracer])
        func `a sandbox has no network and no files of people`(around: Surroundings) throws {
            guard around.tools.sandbox != nil else {
                return
            }
            let keys = try TemporaryFolder()
            try keys.folder.makeFile("key", mode: 0o644).write(Array("secret".utf8).span)
            try keys.folder.setMode(0o755)
            let line = #"""
                cat '\#(keys.path)/key' "$HOME"/../../root/* /home/*/* /tmp/*/key /etc/shadow
                ls -A /tmp; ls /; wc -l </proc/net/dev; hostname; id -u
                cat /proc/1/environ | tr '\0' '\n' | grep -v '^LC_ALL=\|^PATH='
                echo x >/x; echo x >/usr/x; echo x >/etc/x; echo x >/dev/x
                echo >"$2"
                """#
            let run = try ShellCommand("exec 2>/dev/null\n" + line).run(around)
            #expect(run.outcome == .ok)
            let folders =
                around.tools.systemFolders.map { $0.dropFirst() } + ["dev", "proc", "tmp", "w"]
            let expected = folders.sorted().joined(separator: "\n") + "\n3\narchive\n65534\n"
            #expect(run.text("b") == expected)
            let script = """
                import socket
                socket.create_connection(("127.0.0.1", \(try Listener.shared.port)), 2)
                """
            let network = try ShellCommand("exec \(Self.python) '\(script)'").run(around)
            #expect(network.outcome == .exit(1))
        }

        @Test(arguments: Surroundings.allCases)
        func `the input cannot be changed, or it does not matter`(around: Surroundings) throws {
            let line = #"""
                exec 2>/dev/null; chmod 666 "$1"; echo changed >"$1"; rm -f "$1"; mv "$1" x; echo >"$2"
                """#
            let command = ShellCommand(line + "\n: end")
            #expect(try command.run(around).outcome == .ok)
            if around.tools.sandbox != nil {
                let run = try ShellCommand(line + #"; cat "$1""#).run(around)
                #expect(run.text("b") == "input")
            }
        }

        @Test
        func `a file of the archive is not reached by a link to it`() throws {
            let secret = try TemporaryFolder()
            try secret.folder.makeFile("key").write(Array("secret".utf8).span)
            for around in Surroundings.allCases {
                let command = ShellCommand(#"ln -s '\#(secret.path)/key' "$2""#)
                #expect(try command.run(around).outcome == .failed("output-not-a-file"))
            }
        }
    }
}

/// Something that listens on this machine, which a command is not to reach.
private struct Listener {
    static let shared = Result { try Listener() }

    let port: UInt16

    private init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length) | listen(descriptor, 8)
                    | getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0 else {
            throw Errno(rawValue: errno)
        }
        port = UInt16(bigEndian: address.sin_port)
    }
}

extension Result where Success == Listener, Failure == any Error {
    fileprivate var port: UInt16 {
        get throws { try get().port }
    }
}
