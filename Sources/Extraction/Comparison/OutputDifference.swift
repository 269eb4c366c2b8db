// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import Provenance

/// How an output differs from the recorded one, for a person.
public struct OutputDifference: Hashable, Sendable {
    /// The most lines that are compared one by one, and the most that are shown.
    static let comparedLineLimit = 4_000
    static let shownLineLimit = 40

    /// The output's name.
    public let name: String

    /// The length of the recorded output, in bytes; `nil` when there was none of that name.
    public let recordedByteCount: Int?

    /// The length of the new output, in bytes; `nil` when there is none of that name.
    public let byteCount: Int?

    /// The offset of the first byte that differs.
    public let offset: Int

    /// The line that it is in, counted from 1.
    public let line: Int

    /// Lines that were (`-`) and are (`+`) there, each with its sign; not all of many.
    public let lines: [String]

    /// The number of lines that are only in the recorded output, and only in the new one; `nil`
    /// when there are too many lines to compare.
    public let changedLineCount: Int?

    /// Of canonical JSON, the names of the outermost members in which something changed, sorted.
    public let members: [String]

    /// Compares two outputs.
    ///
    /// - Parameters:
    ///   - name: Their name.
    ///   - form: Their form: canonical JSON is compared member by member.
    ///   - recorded: The recorded bytes.
    ///   - current: The new bytes.
    public init(_ name: String, _ form: Extractor.Form, recorded: [UInt8]?, current: [UInt8]?) {
        self.name = name
        recordedByteCount = recorded?.count
        byteCount = current?.count
        let old = recorded ?? []
        let new = current ?? []
        var offset = 0
        while offset < old.count, offset < new.count, old[offset] == new[offset] {
            offset += 1
        }
        self.offset = offset
        line = 1 + old[..<offset].reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        var changes: LineChanges
        if form == .json, let old = Self.values(of: recorded), let new = Self.values(of: current) {
            changes = LineChanges(old, new)
            changes.compare()
            members = changes.members.sorted()
        } else {
            changes = LineChanges(Self.lines(of: old), Self.lines(of: new))
            changes.compare()
            members = []
        }
        lines = changes.lines
        changedLineCount = changes.count
    }

    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    }

    /// A line for each value in JSON, or `nil` when it is none, or there are too many.
    private static func values(of bytes: [UInt8]?) -> [ArraySlice<UInt8>]? {
        guard let bytes else {
            return []
        }
        guard let value = try? JSONValue(parsing: bytes, limits: jsonLimits) else {
            return nil
        }
        var lines = JSONLines()
        lines.add(value, path: "")
        return lines.isFull ? nil : lines.lines.map { Array($0.utf8)[...] }
    }

    private static let jsonLimits = JSONLimits(depth: 64, byteCount: 1 << 22)
}

/// The values in JSON, a line each with its path.
///
/// A path has a length for each value below it, so both are limited.
private struct JSONLines {
    private static let lineLimit = 100_000
    private static let pathByteLimit = 200

    private(set) var lines: [String] = []

    /// Whether there are more than were taken.
    private(set) var isFull = false

    mutating func add(_ value: JSONValue, path: String) {
        guard lines.count < Self.lineLimit else {
            isFull = true
            return
        }
        switch value {
        case .object(let object) where !object.members.isEmpty:
            for member in object.members {
                let name = Self.limited(member.name)
                add(member.value, path: Self.limited(path.isEmpty ? name : "\(path).\(name)"))
            }
        case .array(let values) where !values.isEmpty:
            for index in values.indices {
                add(values[index], path: Self.limited("\(path)[\(index)]"))
            }
        default:
            let text = String(decoding: CanonicalJSON.encode(value), as: UTF8.self)
            lines.append("\(path) = \(text)")
        }
    }

    private static func limited(_ path: String) -> String {
        guard path.utf8.count > pathByteLimit else {
            return path
        }
        return String(decoding: path.utf8.prefix(pathByteLimit), as: UTF8.self) + "…"
    }
}

/// The lines in which two texts differ.
private struct LineChanges {
    private var old: ArraySlice<ArraySlice<UInt8>>
    private var new: ArraySlice<ArraySlice<UInt8>>

    /// Those that are shown.
    private(set) var lines: [String] = []

    /// The number of all of them, when it is known.
    private(set) var count: Int?

    /// What stands before the first `.`, `[` or space of each of them.
    private(set) var members: Set<String> = []

    init(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) {
        self.old = old[...]
        self.new = new[...]
    }

    mutating func compare() {
        while let first = old.first, first == new.first {
            old.removeFirst()
            new.removeFirst()
        }
        while let last = old.last, last == new.last {
            old.removeLast()
            new.removeLast()
        }
        guard old.count + new.count <= OutputDifference.comparedLineLimit else {
            show(old.prefix(OutputDifference.shownLineLimit / 2).map { ("-", $0) })
            show(new.prefix(OutputDifference.shownLineLimit / 2).map { ("+", $0) })
            return
        }
        let changes = new.difference(from: old)
        count = changes.count
        // Removals and insertions in the order of the text, not all of the one before the other.
        var steps: [(place: Int, sign: String, line: ArraySlice<UInt8>)] = []
        for change in changes {
            switch change {
            case .remove(let offset, let line, _): steps.append((offset * 2, "-", line))
            case .insert(let offset, let line, _): steps.append((offset * 2 + 1, "+", line))
            }
        }
        for step in steps {
            let name = step.line.prefix(200).prefix { ![0x2E, 0x5B, 0x20].contains($0) }
            members.insert(String(decoding: name, as: UTF8.self))
        }
        steps.sort { $0.place < $1.place }
        show(steps.prefix(OutputDifference.shownLineLimit).map { ($0.sign, $0.line) })
    }

    private mutating func show(_ some: [(String, ArraySlice<UInt8>)]) {
        for (sign, line) in some {
            let text = PlainText.of(Array(line.prefix(400)))
            lines.append("\(sign) \(text)\(line.count > 400 ? "…" : "")")
        }
    }
}
