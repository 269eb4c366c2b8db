// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import ArchiveIO
import ArchiveTestSupport
import Provenance
import SystemPackage
import Testing

@testable import Extraction

extension RunningCommands {
    @Suite
    struct ClosureTests {
        @Test(arguments: [Surroundings.all, .withoutSandbox])
        func `the list has what was read, with digest and length, sorted`(around: Surroundings)
            throws
        {
            var command = ShellCommand(#"cat helper /usr/share/common-licenses/GPL-3 "$1" >"$2""#)
            command.files = [("helper", "x")]
            let run = try command.run(around)
            guard around.tools.tracer != nil else {
                #expect(run.closure == nil)
                return
            }
            let lines = String(decoding: try #require(run.closure), as: UTF8.self)
            #expect(lines.hasSuffix("\n"))
            let paths = run.closurePaths
            #expect(paths == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(Set(paths).count == paths.count)
            #expect(paths.contains("/usr/share/common-licenses/GPL-3"))
            // The shell, what it started, and the loader that no call opens.
            #expect(paths.contains { $0.hasSuffix("/dash") || $0.hasSuffix("/bash") })
            #expect(paths.contains { $0.hasSuffix("/bin/cat") })
            #expect(paths.contains { $0.contains("/ld-linux") })
            #expect(paths.contains { $0.contains("/libc.so") })
            let others = ["input", "helper", "out", "archive-", "/proc/", "/dev/", "prlimit"]
            #expect(!paths.contains { path in others.contains { path.contains($0) } })
            for line in lines.split(separator: "\n").prefix(3) {
                let fields = line.split(separator: " ", maxSplits: 2)
                let entry = try FileDigests().entry(FilePath(String(fields[2])))
                #expect(entry?.digest.hex == String(fields[0]))
                #expect(entry.map { String($0.byteCount) } == String(fields[1]))
            }
        }

        static let programs = [
            // Without an absolute path the folder is not in the trace; links lead anywhere.
            "cd /usr/bin && exec ./true", "ln -s /usr/bin/true out/x; exec out/x",
            #"ln -s /usr/bin/true out/x; exec "$PWD/out/x""#,
        ]

        @Test(arguments: [Surroundings.all, .withoutSandbox], programs)
        func `a program of which the trace does not tell which it is leaves no list`(
            around: Surroundings,
            line: String,
        ) throws {
            let run = try ShellCommand(#": >"$2"; "# + line).run(around)
            #expect(run.outcome == .ok, "\(run.errors ?? "")")
            #expect(run.closure == nil)
        }

        @Test(arguments: [Surroundings.all, .withoutSandbox])
        func `a program that is started by its descriptor is in the list`(
            around: Surroundings
        ) throws {
            guard around.tools.tracer != nil else {
                return
            }
            let script = """
                import os
                os.execve(os.open("/usr/bin/wc", os.O_PATH), ["wc", "/dev/null"], {})
                """
            let run = try ShellCommand(#": >"$2"; exec /usr/bin/python3 -c '\#(script)'"#)
                .run(around)
            #expect(run.outcome == .ok, "\(run.errors ?? "")")
            #expect(run.closurePaths.contains("/usr/bin/wc"))
        }

        @Test
        func `a sandbox changes nothing in the list`() throws {
            let command = ShellCommand(#"cat "$1" >"$2""#)
            let inside = try command.run(.all)
            let outside = try command.run(.withoutSandbox)
            #expect(inside.closure == outside.closure)
        }

        @Test
        func `a file is read once while it stays the same`() throws {
            let folder = try TemporaryFolder()
            try folder.folder.makeFile("a").write([1, 2, 3].span)
            let digests = FileDigests()
            let path = folder.path.appending("a")
            let entry = try digests.entry(path)
            #expect(
                entry == FileDigests.Entry(digest: Sha256.digest([1, 2, 3].span), byteCount: 3)
            )
            #expect(try digests.entry(path) == entry)
            #expect(digests.readCount == 1)
            try folder.folder.replaceFile("a", with: [4, 5, 6].span)
            #expect(try digests.entry(path)?.digest == Sha256.digest([4, 5, 6].span))
            #expect(digests.readCount == 2)
            #expect(try digests.entry(path, byteLimit: 2) == nil)
            #expect(throws: StoreError.self) { try digests.entry(folder.path) }
        }

        @Test
        func `a list that would not be whole is none`() throws {
            func lines(
                _ path: String,
                isProgram: Bool = false,
                isDeleted: Bool = false,
            ) -> [UInt8]? {
                let item = TraceReader.Item(
                    path: Array(path.utf8),
                    isProgram: isProgram,
                    isDeleted: isDeleted,
                )
                return Closure.lines(
                    [item],
                    executable: "/bin/sh",
                    excluding: ["/proc/"],
                    digests: FileDigests(),
                )
            }
            let folder = try TemporaryFolder()
            try folder.folder.makeFile("line\nfeed").write([1].span)
            let own = try #require(lines("/usr"))
            #expect(lines("/proc/1/gone") == own)
            #expect(lines("/proc/self/exe", isProgram: true) == own)
            #expect(lines("/proc/self/fd/3", isProgram: true) == nil)
            #expect(lines("./sh", isProgram: true) == nil)
            #expect(lines("pipe:[1]") == own)
            #expect(lines("/usr/bin/../bin/sh") == own)
            #expect(lines("/nonexistent/file") == nil)
            #expect(lines("/bin/sh", isDeleted: true) == nil)
            #expect(lines("\(folder.path)/line\nfeed") == nil)
        }
    }
}
