// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// The line in which a program says its version.
enum VersionLine {
    /// The length of the longest that is kept, in bytes.
    static let byteLimit = 200

    /// The first line with something in it, without white space at its ends, and cut where it is
    /// too long; `nil` when there is none.
    static func first(of output: [UInt8]) -> String? {
        for line in output.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let kept = line.prefix(4 * byteLimit)
            var text = PlainText.of(Array(kept))
            while text.utf8.first == 0x20 || text.utf8.first == 0x09 {
                text.removeFirst()
            }
            while text.utf8.count > byteLimit || text.utf8.last == 0x20 {
                text.removeLast()
            }
            if !text.isEmpty {
                return text
            }
        }
        return nil
    }
}
