// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// The way from offsets in decoded text back to offsets in the bytes it was decoded from.
///
/// Runs of characters that have the same number of bytes on each side, in four bytes each, and a
/// mark every 64 runs to search in.
struct OffsetMap: Sendable {
    /// A place where both offsets are known, before the run with this index.
    private struct Mark: Sendable {
        var decoded: Int
        var original: Int
    }

    /// How many runs lie between two marks.
    private static let interval = 64

    /// The most characters of one run.
    private static let longestRun = 0x00FF_FFFF

    /// Finished runs: 4 bits for the bytes of a character as decoded, 4 for those of the original,
    /// 24 for the number of characters.
    private var runs: [UInt32] = []
    private var marks: [Mark] = []
    private var end = Mark(decoded: 0, original: 0)

    private var decodedWidth = 1
    private var originalWidth = 1
    private var count = 0

    /// Appends characters of the same size, at most 15 bytes on each side.
    ///
    /// A width of 0 as decoded is for bytes that give no text.
    @inline(__always)
    mutating func append(decodedWidth: Int, originalWidth: Int, count added: Int = 1) {
        if decodedWidth != self.decodedWidth || originalWidth != self.originalWidth {
            finishRun()
            self.decodedWidth = decodedWidth
            self.originalWidth = originalWidth
        }
        count += added
    }

    /// Closes the map; nothing may be appended afterwards.
    mutating func finish() {
        finishRun()
    }

    private mutating func finishRun() {
        while count > 0 {
            if runs.count % Self.interval == 0 {
                marks.append(end)
            }
            let length = min(count, Self.longestRun)
            runs.append(UInt32(decodedWidth) << 28 | UInt32(originalWidth) << 24 | UInt32(length))
            end.decoded += length * decodedWidth
            end.original += length * originalWidth
            count -= length
        }
    }

    /// Returns the original's offset of the character that holds the byte at a decoded offset.
    ///
    /// Offsets at or behind the end give the end of the original.
    func originalOffset(of offset: Int) -> Int {
        guard offset < end.decoded else {
            return end.original
        }
        guard offset >= 0 else {
            return 0
        }
        var low = 0
        var high = marks.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if marks[middle].decoded <= offset {
                low = middle
            } else {
                high = middle
            }
        }
        var place = marks[low]
        var index = low * Self.interval
        while index < runs.count {
            let decodedWidth = Int(runs[index] >> 28)
            let originalWidth = Int(runs[index] >> 24 & 0x0F)
            let length = Int(runs[index] & 0x00FF_FFFF)
            if offset < place.decoded + length * decodedWidth {
                return place.original + (offset - place.decoded) / decodedWidth * originalWidth
            }
            place.decoded += length * decodedWidth
            place.original += length * originalWidth
            index += 1
        }
        return end.original
    }
}
