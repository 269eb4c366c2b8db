// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import SystemPackage

/// What is known of a program from the bytes of its file.
struct ProgramTraits: Hashable, Sendable {
    /// How many scripts may be interpreted by scripts.
    private static let depthLimit = 4

    /// How much of a file is read: programs have their tables of segments at the start.
    private static let headByteCount = 1 << 16

    /// The files that the system reads to start it and that no call of its own opens: the
    /// interpreter that a script names, and the loader of shared libraries.
    private(set) var implied: [String] = []

    /// The path of the program that runs in the end, when it is not a script.
    private(set) var program: String?

    /// The loader of shared libraries, or `nil` when the program has none.
    private(set) var loader: String?

    /// Class, byte order and kind of processor of its machine code.
    private var machineCode: [UInt8] = []

    /// Whether it is written in Go, whose programs ask the system for the time by themselves.
    private var isGo = false

    /// Looks at a program.
    ///
    /// - Parameter path: Its path.
    init(_ path: String) {
        var path = path
        for _ in 0..<Self.depthLimit {
            guard let file = try? OpenFile.open(FilePath(path)),
                let head = Self.read(file, at: 0, count: Self.headByteCount)
            else {
                return
            }
            guard let words = Self.interpreter(head) else {
                program = path
                readMachineCode(head, file)
                return
            }
            implied.append(words[0])
            path = words[0]
            if path.utf8.reversed().starts(with: "/env".utf8.reversed()) {
                // What it starts, it starts by a call, which is seen.
                let name = words.dropFirst().first { !$0.utf8.starts(with: "-".utf8) }
                guard let name, let found = HostTools.path(name) else {
                    return
                }
                path = found
            }
        }
    }

    /// Whether the order of its tables depends on a random number that a variable fixes.
    var hasHashSeed: Bool {
        let name = program.map { FilePath($0) }?.lastComponent?.string ?? ""
        return ["python", "pypy", "perl"].contains { name.utf8.starts(with: $0.utf8) }
    }

    /// Whether a shared library can be loaded into it, so that it acts on the program.
    ///
    /// It must be of the same kind of machine code, and the program must have the loader of the
    /// C library that the shared library is made for.
    func canLoad(_ library: String) -> Bool {
        guard !isGo, let loader, !machineCode.isEmpty,
            let file = try? OpenFile.open(FilePath(library)),
            let head = Self.read(file, at: 0, count: 64)
        else {
            return false
        }
        let name = FilePath(loader).lastComponent?.string ?? ""
        let isOfGNU = ["ld-linux", "ld64", "ld.so"].contains { name.utf8.starts(with: $0.utf8) }
        return isOfGNU && Self.machineCode(head) == machineCode
    }

    // MARK: Reading

    private static func read(_ file: OpenFile, at offset: UInt64, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        guard let read = try? file.read(into: &span, at: offset) else {
            return nil
        }
        return Array(bytes[..<read])
    }

    /// The words of the line with which a script names its interpreter, the path first.
    private static func interpreter(_ head: [UInt8]) -> [String]? {
        guard head.starts(with: "#!".utf8) else {
            return nil
        }
        let line = head.dropFirst(2).prefix(256).prefix { $0 != 0x0A }
        let words = line.split { $0 == 0x20 || $0 == 0x09 }.map {
            String(decoding: $0, as: UTF8.self)
        }
        return words.isEmpty ? nil : words
    }

    /// Class, byte order and kind of processor, or nothing when it is no ELF file.
    private static func machineCode(_ head: [UInt8]) -> [UInt8] {
        guard head.count >= 64, head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            return []
        }
        return [head[4], head[5], head[18], head[19]]
    }

    private mutating func readMachineCode(_ head: [UInt8], _ file: OpenFile) {
        machineCode = Self.machineCode(head)
        guard !machineCode.isEmpty else {
            return
        }
        let isWide = head[4] == 2
        let fields = ELFFields(bytes: head, isBigEndian: head[5] == 2)
        let start = fields.integer(isWide ? 32 : 28, isWide ? 8 : 4)
        let size = fields.integer(isWide ? 54 : 42, 2)
        for index in 0..<min(fields.integer(isWide ? 56 : 44, 2), 256) {
            let segment = Int(clamping: start &+ index &* size)
            // PT_INTERP: elf(5).
            guard fields.integer(segment, 4) == 3 else {
                continue
            }
            let offset = Int(clamping: fields.integer(segment + (isWide ? 8 : 4), isWide ? 8 : 4))
            let text = head.dropFirst(offset).prefix(4096).prefix { $0 != 0 }
            loader = String(decoding: text, as: UTF8.self)
            implied += loader.map { [$0] } ?? []
        }
        isGo = Self.hasSection(".go.buildinfo", fields, isWide, file)
    }

    private static func hasSection(
        _ name: String,
        _ fields: ELFFields,
        _ isWide: Bool,
        _ file: OpenFile,
    ) -> Bool {
        let start = fields.integer(isWide ? 40 : 32, isWide ? 8 : 4)
        let size = fields.integer(isWide ? 58 : 46, 2)
        let index = fields.integer(isWide ? 62 : 50, 2)
        guard start < 1 << 40, let header = read(file, at: start + index * size, count: 64) else {
            return false
        }
        // The section of the names of sections.
        let section = ELFFields(bytes: header, isBigEndian: fields.isBigEndian)
        let offset = section.integer(isWide ? 24 : 16, isWide ? 8 : 4)
        let count = section.integer(isWide ? 32 : 20, isWide ? 8 : 4)
        guard offset < 1 << 40,
            let names = read(file, at: offset, count: Int(min(count, 1 << 16)))
        else {
            return false
        }
        return names.split(separator: 0).contains { $0.elementsEqual(name.utf8) }
    }
}

/// The numbers in the head of an ELF file.
private struct ELFFields {
    let bytes: [UInt8]
    let isBigEndian: Bool

    /// The number in some bytes, or 0 where there are none.
    func integer(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset >= 0, offset <= bytes.count, bytes.count - offset >= count else {
            return 0
        }
        let field = bytes[offset..<offset + count]
        return (isBigEndian ? Array(field) : field.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
