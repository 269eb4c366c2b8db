// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What a note may consist of: UTF-8 without control characters other than line feeds.
enum NoteText {
    static let lineFeed = UInt8(ascii: "\n")

    /// Returns where the first byte is that a note may not have, or nil.
    static func firstRefusedOffset(in bytes: Span<UInt8>) -> Int? {
        for offset in bytes.indices where bytes[offset] < 0x20 && bytes[offset] != lineFeed {
            return offset
        }
        do {
            _ = try UTF8Span(validating: bytes)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}

/// Reads lines one after the other.
struct LineReader {
    private let bytes: [UInt8]

    /// Where the next line starts.
    private(set) var offset: Int

    /// Starts at the line that begins at an offset.
    init(_ bytes: [UInt8], from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Whether no byte is left.
    var isAtEnd: Bool {
        offset == bytes.count
    }

    /// Returns where the next line is, without its line feed; nil if no line feed is left.
    mutating func next() -> Range<Int>? {
        guard let end = bytes[offset...].firstIndex(of: NoteText.lineFeed) else {
            return nil
        }
        defer { offset = end + 1 }
        return offset..<end
    }
}
