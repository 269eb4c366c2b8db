// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

extension IndexRun {
    /// The names of blobs in a range, in order, none twice.
    ///
    /// - Parameters:
    ///   - range: The first and the last name.
    ///   - limit: How many records are looked at; copies of a blob have one each.
    /// - Returns: The names; whether a blob is still there shows when it is read.
    public func ids(in range: ClosedRange<Digest>, limit: Int) -> [BlobID] {
        var low = 0
        var high = blobCount
        while low < high {
            let middle = (low + high) / 2
            if blob(at: middle).place.id < range.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        var found: [BlobID] = []
        for index in low..<min(blobCount, low + limit) {
            let id = blob(at: index).place.id
            guard id <= range.upperBound else {
                break
            }
            if found.last != id {
                found.append(id)
            }
        }
        return found
    }
}
