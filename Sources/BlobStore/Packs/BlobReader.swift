// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
public import ArchiveIO

/// Reads single blobs out of packs; bytes that do not have their digest are never handed over.
public struct BlobReader: ~Copyable {
    private var inflater = MemberInflater()

    /// The member in the inflater, since neighbours are often read one after the other.
    private var current: (pack: Digest, offset: UInt64, header: MemberHeader)?

    /// Starts with an empty buffer.
    public init() {}

    /// Reads a blob.
    ///
    /// A large blob comes in pieces of 16 MiB, each checked against its own digest first; the
    /// digest of the whole is known to be right only when this returns.
    ///
    /// - Parameters:
    ///   - place: Where it is.
    ///   - file: The pack it is in; not opened for a neighbour of what was read last.
    ///   - pack: That pack's digest, by which the reader knows what it has inflated already.
    ///   - sink: Takes the pieces.
    /// - Throws: ``StoreError`` with ``StoreError/Code/damaged`` when the bytes there are not the
    ///   blob, and what `sink` throws.
    public mutating func read(
        _ place: BlobPlace,
        in file: @autoclosure () throws(StoreError) -> any StoredFile,
        pack: Digest,
        sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(StoreError) {
        if place.kind == .lastSegment {
            var scanner = try scanner(try file(), place)
            try readSegments(place, &scanner, sink)
        } else {
            if current?.pack != pack || current?.offset != place.offset {
                try load(place, in: try file(), pack: pack)
            }
            try requireInMember(place)
            try handOver(Int(place.position), place, sink)
        }
    }

    private func scanner(
        _ file: any StoredFile,
        _ place: BlobPlace,
    ) throws(StoreError) -> PackScanner {
        guard place.offset < file.byteCount else {
            throw damaged(place)
        }
        return PackScanner(file, from: place.offset)
    }

    /// Inflates the member that a place is in.
    private mutating func load(
        _ place: BlobPlace,
        in file: any StoredFile,
        pack: Digest,
    ) throws(StoreError) {
        current = nil
        var scanner = try scanner(file, place)
        guard case .member(_, let header) = try scanner.next(),
            try scanner.inflate(with: &inflater)
        else {
            throw damaged(place)
        }
        current = (pack, place.offset, header)
    }

    private func requireInMember(_ place: BlobPlace) throws(StoreError) {
        let position = Int(place.position)
        guard let header = current?.header, header.kind == place.kind,
            position < header.blobs.count, header.blobs[position].id == place.id
        else {
            throw damaged(place)
        }
    }

    private mutating func readSegments(
        _ place: BlobPlace,
        _ scanner: inout PackScanner,
        _ sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(StoreError) {
        current = nil
        var hash = Sha256()
        var number: UInt32 = 0
        while true {
            guard case .member(_, let header) = try scanner.next(),
                header.kind == .segment || header.kind == .lastSegment,
                header.segmentNumber == number, header.whole.map({ $0.id == place.id }) ?? true,
                try scanner.inflate(with: &inflater)
            else {
                throw damaged(place)
            }
            try handOver(0, place) { (bytes) throws(StoreError) in
                hash.update(bytes)
                try sink(bytes)
            }
            number += 1
            if header.kind == .lastSegment {
                break
            }
        }
        guard hash.finish() == place.id else {
            throw damaged(place)
        }
    }

    private mutating func handOver(
        _ position: Int,
        _ place: BlobPlace,
        _ sink: (Span<UInt8>) throws(StoreError) -> Void,
    ) throws(StoreError) {
        let result = inflater.withBlob(at: position) { bytes -> Result<Void, StoreError> in
            do throws(StoreError) {
                return .success(try sink(bytes))
            } catch {
                return .failure(error)
            }
        }
        guard let result else {
            throw damaged(place)
        }
        try result.get()
    }

    private func damaged(_ place: BlobPlace) -> StoreError {
        StoreError(.damaged, "\(place.id) is damaged in its pack at offset \(place.offset).")
    }
}
