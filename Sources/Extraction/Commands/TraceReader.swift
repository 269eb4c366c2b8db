// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Reads what `strace` wrote of a command.
///
/// Lines are `PID CALL(ARGUMENTS) = RESULT`, where descriptors have their path behind them as
/// `3</usr/lib/x>`; a call during which another process was seen is in two lines.
struct TraceReader {
    /// A file that was opened or started.
    struct Item: Hashable {
        /// Its path; not absolute when it was started by a path in a folder that the trace does
        /// not tell.
        var path: [UInt8]

        /// Whether it was started as a program; the path is as the call had it then, and else
        /// without symbolic links.
        var isProgram: Bool

        /// Whether it had no name any more.
        var isDeleted = false
    }

    /// A call that was not over when its line ended.
    private struct Unfinished {
        var name: [UInt8]
        var path: [UInt8]?
        var descriptor: TraceReader.Item?
        var isWriting: Bool

        /// The program that it started, when it is one that does.
        var program: Item? {
            guard name.starts(with: "execve".utf8), let path else {
                return nil
            }
            guard path.first != UInt8(ascii: "/"), let descriptor else {
                return Item(path: path, isProgram: true)
            }
            // AT_EMPTY_PATH: man 2 execveat.
            let inside = path.isEmpty ? [] : [UInt8(ascii: "/")] + path
            return Item(
                path: descriptor.path + inside,
                isProgram: true,
                isDeleted: descriptor.isDeleted,
            )
        }
    }

    private var unfinished: [[UInt8]: Unfinished] = [:]
    /// What the command and what it started opened to read, and which programs they were, in the
    /// order of the trace.
    private(set) var items: [Item] = []
    /// Whether the command is in the trace.
    private(set) var hasStarted = false
    /// Whether it, or what it started, was refused memory.
    private(set) var wasRefusedMemory = false
    /// The process of the programs that are around the command and become it.
    private var waiting: [UInt8]?
    /// The paths of those that were not started yet, in their order.
    private var launchers: [[UInt8]]

    /// Reads a trace.
    ///
    /// - Parameters:
    ///   - trace: The trace.
    ///   - limiter: The path of the program that sets limits, and becomes the one that sets
    ///     variables, which becomes the command.
    init(_ trace: [UInt8], limiter: String?) {
        launchers = [limiter ?? "", CommandLaunch.variableSetter].map { Array($0.utf8) }
        for line in trace.split(separator: 0x0A) {
            read(line)
        }
    }

    private mutating func read(_ line: ArraySlice<UInt8>) {
        let process = Array(line.prefix { (0x30...0x39).contains($0) })
        var rest = line.dropFirst(process.count).drop { $0 == 0x20 }
        guard !process.isEmpty else {
            return
        }
        var call: Unfinished
        if rest.starts(with: "<... ".utf8) {
            guard let begun = unfinished.removeValue(forKey: process),
                let end = rest.firstIndex(of: UInt8(ascii: ">"))
            else {
                return
            }
            call = begun
            rest = rest[(end + 1)...]
        } else {
            let name = rest.prefix { $0 != UInt8(ascii: "(") }
            call = Unfinished(name: Array(name), path: nil, isWriting: false)
            rest = rest.dropFirst(name.count)
        }
        let fields = TraceFields(rest)
        call.descriptor = call.path == nil ? fields.descriptor : call.descriptor
        call.path = call.path ?? fields.text
        call.isWriting = call.isWriting || fields.isWriting
        guard let result = fields.result else {
            unfinished[process] = call
            return
        }
        finish(call, result, process)
    }

    private mutating func finish(
        _ call: Unfinished,
        _ result: ArraySlice<UInt8>,
        _ process: [UInt8],
    ) {
        if call.name.starts(with: "m".utf8) {
            let isRefused = result.starts(with: "-1 ENOMEM".utf8)
            wasRefusedMemory = wasRefusedMemory || hasStarted && isRefused
            return
        }
        guard let first = result.first, (0x30...0x39).contains(first) else {
            return
        }
        if let program = call.program {
            if hasStarted {
                items.append(program)
            } else if waiting == process, launchers.isEmpty {
                hasStarted = true
                items.append(program)
            } else if waiting == nil || waiting == process, program.path == launchers.first {
                waiting = process
                launchers.removeFirst()
            }
        } else if hasStarted, !call.isWriting, let opened = TraceFields.path(ofResult: result) {
            items.append(opened)
        }
    }
}

/// The parts of a call in a trace.
private struct TraceFields {
    /// The first text in quotation marks.
    var text: [UInt8]?

    /// The file of the first descriptor before that text.
    var descriptor: TraceReader.Item?

    /// Whether a file is opened only to be written.
    var isWriting = false

    /// What stands behind the equals sign, when the call is over.
    var result: ArraySlice<UInt8>?

    init(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        var flags: [UInt8] = []
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "<"):
                let isText = bytes[index] == UInt8(ascii: "\"")
                let end = Self.end(of: bytes[index...], isText ? "\"" : ">")
                if isText, text == nil {
                    text = Self.unescaped(bytes[(index + 1)..<end])
                } else if !isText, text == nil, descriptor == nil {
                    descriptor = Self.path(ofResult: bytes[index...])
                }
                index = end
            case UInt8(ascii: ")"):
                let behind = bytes[(index + 1)...].drop { $0 == 0x20 }
                if behind.starts(with: "= ".utf8) {
                    result = behind.dropFirst(2)
                    isWriting = Self.isWriting(flags)
                    return
                }
            default:
                flags.append(bytes[index])
            }
            index += 1
        }
        isWriting = Self.isWriting(flags)
    }

    private static func isWriting(_ flags: [UInt8]) -> Bool {
        flags.split { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ",") || $0 == 0x20 }
            .contains { $0.elementsEqual("O_WRONLY".utf8) || $0.elementsEqual("O_PATH".utf8) }
    }

    /// Where what begins with a mark ends with another one that has no backslash before it.
    private static func end(of bytes: ArraySlice<UInt8>, _ mark: Unicode.Scalar) -> Int {
        var index = bytes.startIndex + 1
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: mark) {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, bytes.endIndex)
    }

    /// The file of the descriptor that a text begins with, or that a call returned.
    static func path(ofResult result: ArraySlice<UInt8>) -> TraceReader.Item? {
        guard let start = result.firstIndex(of: UInt8(ascii: "<")) else {
            return nil
        }
        let end = end(of: result[start...], ">")
        let path = unescaped(result[(start + 1)..<end])
        let isDeleted = result[end...].dropFirst().starts(with: "(deleted)".utf8)
        return TraceReader.Item(path: path, isProgram: false, isDeleted: isDeleted)
    }

    /// What is between quotation marks, without its escapes: those of C.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                text.append(byte)
                continue
            }
            switch kind {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "v"): text.append(0x0B)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "x"):
                let digits = rest.prefix(2)
                rest = rest.dropFirst(digits.count)
                text.append(UInt8(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0x3F)
            case 0x30...0x37:
                let digits = [kind] + rest.prefix(2).prefix { (0x30...0x37).contains($0) }
                rest = rest.dropFirst(digits.count - 1)
                text.append(UInt8(String(decoding: digits, as: UTF8.self), radix: 8) ?? 0x3F)
            default: text.append(kind)
            }
        }
        return text
    }
}
