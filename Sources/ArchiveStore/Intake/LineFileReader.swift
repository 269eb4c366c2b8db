// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO

/// Reads a text file line by line; memory is one line and a piece of 64 KiB.
struct LineFileReader {
    struct Line {
        let number: Int
        let bytes: [UInt8]
    }

    /// The most bytes that a line may have.
    static let lineByteLimit = 1 << 20

    private var bytes: FileByteReader
    private var number = 0

    /// Why reading ended early, if it did.
    private(set) var failure: ListFailure?

    init(_ file: OpenFile) {
        bytes = FileByteReader(file)
    }

    /// Returns the next line without its line feed, or `nil` at the end.
    mutating func next() throws(StoreError) -> Line? {
        guard failure == nil, var byte = try bytes.next() else {
            return nil
        }
        number += 1
        var line: [UInt8] = []
        while byte != 0x0A {
            guard line.count < Self.lineByteLimit else {
                failure = ListFailure(line: number, message: "the line is longer than 1 MiB")
                return nil
            }
            line.append(byte)
            guard let following = try bytes.next() else {
                break
            }
            byte = following
        }
        return Line(number: number, bytes: line)
    }
}

/// Reads a file byte by byte from pieces of 64 KiB, without a byte order mark.
struct FileByteReader {
    private let file: OpenFile
    private var piece = [UInt8](repeating: 0, count: 1 << 16)
    private var valid = 0
    private var position = 0
    private var isAtStart = true

    init(_ file: OpenFile) {
        self.file = file
    }

    mutating func next() throws(StoreError) -> UInt8? {
        if position == valid, try !load() {
            return nil
        }
        defer { position += 1 }
        return piece[position]
    }

    mutating func peek() throws(StoreError) -> UInt8? {
        if position == valid, try !load() {
            return nil
        }
        return piece[position]
    }

    private mutating func load() throws(StoreError) -> Bool {
        let file = file
        var span = piece.mutableSpan
        let count = try file.readNext(into: &span)
        valid = count
        position = 0
        if isAtStart {
            isAtStart = false
            if valid >= 3, piece[0] == 0xEF, piece[1] == 0xBB, piece[2] == 0xBF {
                position = 3
            }
        }
        return position < valid
    }
}
