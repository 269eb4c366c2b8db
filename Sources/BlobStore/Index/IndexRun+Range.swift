// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import ArchiveIO

extension IndexRun {
    /// The names of blobs in a range, in order, none twice.
    ///
    /// - Parameters:
    ///   - range: The first and the last name.
    ///   - limit: How many records are looked at; copies of a blob have one each.
    /// - Returns: The names; whether a blob is still there shows when it is read.
    /// - Throws: ``StoreError`` for a page that cannot be read or is damaged.
    public func ids(in range: ClosedRange<Digest>, limit: Int) throws(StoreError) -> [BlobID] {
        let low = try firstBlob(from: range.lowerBound)
        var found: [BlobID] = []
        for index in low..<min(blobCount, low + limit) {
            let id = try blob(at: index).place.id
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
