// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import Testing

@testable import Extraction

@Suite
struct TraceReaderTests {
    private static let start = """
        7 execve("/usr/bin/bwrap", ["b"...], 0x7ffe /* 3 vars */) = 0
        7 openat(AT_FDCWD</>, "/etc/before", O_RDONLY) = 3</etc/before>
        8 execve("/usr/bin/prlimit", ["p"...], 0x7ffe /* 3 vars */) = 0
        8 openat(AT_FDCWD</w>, "/lib/libc.so.6", O_RDONLY|O_CLOEXEC) = 3</usr/lib/libc.so.6>
        8 execve("/usr/bin/env", ["e"...], 0x7ffe /* 3 vars */) = 0
        8 openat(AT_FDCWD</w>, "/lib/libc.so.6", O_RDONLY|O_CLOEXEC) = 3</usr/lib/libc.so.6>
        9 execve("/usr/bin/tool", ["t"...], 0x7ffe /* 3 vars */) = 0
        8 execve("/usr/local/bin/tool", ["t"...], 0x7ffe /* 3 vars */) = -1 ENOENT (No such file)
        8 execve("/usr/bin/tool", ["t"...], 0x7ffe /* 3 vars */) = 0

        """

    private func items(_ lines: String) -> [TraceReader.Item]? {
        let reader = TraceReader(Array((Self.start + lines).utf8), limiter: "/usr/bin/prlimit")
        return reader.hasStarted ? reader.items : nil
    }

    private func file(_ path: String, isDeleted: Bool = false) -> TraceReader.Item {
        TraceReader.Item(path: Array(path.utf8), isProgram: false, isDeleted: isDeleted)
    }

    private let tool = TraceReader.Item(path: Array("/usr/bin/tool".utf8), isProgram: true)

    @Test
    func `only what the command itself does counts`() {
        #expect(items("") == [tool])
        #expect(!TraceReader(Array(Self.start.utf8), limiter: "/bin/prlimit").hasStarted)
        #expect(!TraceReader([], limiter: "/usr/bin/prlimit").hasStarted)
    }

    static let lines: [(line: String, path: String?)] = [
        (#"8 openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</data/a>"#, "/data/a"),
        (#"8 openat(3</data>, "a", O_RDONLY|O_CLOEXEC)   = 4</data/a>"#, "/data/a"),
        (#"8 open("/x", O_RDWR|O_CREAT, 0666) = 3</x>"#, "/x"),
        (#"8 openat2(AT_FDCWD</w>, "y", {flags=O_RDONLY, resolve=0}, 24) = 3</y>"#, "/y"),
        (
            #"8 openat(AT_FDCWD</w>, "a\" = 9</b>", O_RDONLY) = 3</a\" = 9\74/b\76>"#,
            #"/a" = 9</b>"#,
        ),
        (#"8 openat(AT_FDCWD</w>, "\n", O_RDONLY) = 3</\303\244\n\x41>"#, "/ä\nA"),
        (#"8 openat(AT_FDCWD</w>, "a", O_WRONLY|O_CREAT, 0666) = 3</data/a>"#, nil),
        (#"8 openat(AT_FDCWD</w>, "a", O_RDONLY|O_PATH) = 3</data/a>"#, nil),
        (#"8 openat(AT_FDCWD</w>, "a", O_RDONLY) = -1 ENOENT (No such file or directory)"#, nil),
        (#"8 openat(AT_FDCWD</w>, "a", O_RDONLY) = ?"#, nil),
        (#"8 +++ exited with 0 +++"#, nil), ("strace: warning", nil), ("8", nil), ("8 (", nil),
    ]

    @Test(arguments: lines)
    func `a line tells what was opened to read`(line: String, path: String?) {
        #expect(items(line) == [tool] + [path].compactMap(\.self).map { file($0) })
    }

    @Test
    func `a call in two lines is one, and calls of others may be between them`() {
        let lines = """
            8 openat(AT_FDCWD</w>, "a", O_RDONLY <unfinished ...>
            9 openat(AT_FDCWD</w>, "b", O_WRONLY|O_CREAT <unfinished ...>
            8 <... openat resumed>) = 3</data/a>
            9 <... openat resumed>, 0666) = 3</data/b>
            9 execve("/bin/other", ["o"...], 0x7 /* 1 var */ <unfinished ...>
            10 <... openat resumed>) = 3</data/c>
            9 <... execve resumed>) = 0
            """
        let other = TraceReader.Item(path: Array("/bin/other".utf8), isProgram: true)
        #expect(items(lines) == [tool, file("/data/a"), other])
    }

    static let programs: [(line: String, program: TraceReader.Item)] = [
        (
            #"8 execveat(3</usr/bin/wc>, "", ["w"...], 0x7, AT_EMPTY_PATH) = 0"#,
            item("/usr/bin/wc"),
        ),
        (#"8 execveat(3</usr/bin>, "wc", ["w"...], 0x7, 0) = 0"#, item("/usr/bin/wc")),
        (#"8 execveat(AT_FDCWD</w>, "a/wc", ["w"...], 0x7, 0) = 0"#, item("/w/a/wc")),
        (#"8 execveat(3</usr>, "/bin/wc", ["w"...], 0x7, 0) = 0"#, item("/bin/wc")),
        (
            #"8 execveat(3</w/x>(deleted), "", ["x"...], 0x7, AT_EMPTY_PATH) = 0"#,
            item("/w/x", isDeleted: true),
        ),
        (#"8 execve("./wc", ["w"...], 0x7 /* 3 vars */) = 0"#, item("./wc")),
        (
            """
            8 execveat(3</usr/bin>, "wc", ["w"...], 0x7, 0 <unfinished ...>
            8 <... execveat resumed>) = 0
            """,
            item("/usr/bin/wc"),
        ),
    ]

    private static func item(_ path: String, isDeleted: Bool = false) -> TraceReader.Item {
        TraceReader.Item(path: Array(path.utf8), isProgram: true, isDeleted: isDeleted)
    }

    @Test(arguments: programs)
    func `a program that is started by a folder or by itself has that path`(
        line: String,
        program: TraceReader.Item,
    ) {
        #expect(items(line) == [tool, program])
    }

    @Test
    func `memory that is refused to the command is told`() {
        let refused = "mmap(NULL, 1099511631872, PROT_READ, 0x22, -1, 0) = -1 ENOMEM (Cannot)\n"
        let given = "8 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, 3</a b>, 0) = 0x7f0000000000\n"
        func wasRefused(_ trace: String) -> Bool {
            TraceReader(Array(trace.utf8), limiter: "/usr/bin/prlimit").wasRefusedMemory
        }
        #expect(!wasRefused(Self.start + given))
        #expect(wasRefused(Self.start + given + "9 " + refused + given))
        #expect(!wasRefused("8 " + refused + Self.start))
    }

    @Test
    func `a file without a name is told`() {
        let line = #"8 openat(AT_FDCWD</w>, "a", O_RDWR|O_CREAT|O_EXCL, 0600) = 3</tmp/a>(deleted)"#
        #expect(items(line) == [tool, file("/tmp/a", isDeleted: true)])
    }

    @Test
    func `no cut of a trace traps`() {
        let bytes = Array((Self.start + Self.lines.map(\.line).joined(separator: "\n")).utf8)
        for count in bytes.indices {
            _ = TraceReader(Array(bytes[..<count]), limiter: "/usr/bin/prlimit")
            var changed = bytes
            changed[count] ^= 0x1C
            _ = TraceReader(changed, limiter: "/usr/bin/prlimit")
        }
    }
}
