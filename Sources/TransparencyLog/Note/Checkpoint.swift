// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// What is wrong with the text of a checkpoint.
///
/// Offsets are in bytes from its start.
public enum CheckpointFailure: Error, Hashable, Sendable {
    /// The byte at `offset` is a control character or not UTF-8.
    case notText(offset: Int)

    /// There are fewer than three lines, or the line at `offset` does not end in a line feed.
    case missingLine(offset: Int)

    /// The line at `offset` is empty.
    case emptyLine(offset: Int)

    /// The line at `offset` is not a tree size: a decimal number of at most 2^63 - 1.
    case badTreeSize(offset: Int, DecodingFailure)

    /// The line at `offset` is not a root hash: canonical base64 of 32 bytes.
    case badRootHash(offset: Int, DecodingFailure)

    /// The tree size is 0 and the root hash is not that of the empty tree.
    case wrongEmptyRoot
}

/// What a log says about itself: how many leaves it has, and its root hash.
///
/// Text form: origin, tree size, root hash, a line each, then extension lines, which are read and
/// never written. C2SP tlog-checkpoint v1.0.0.
public struct Checkpoint: Hashable, Sendable {
    /// Which log this is.
    public let origin: Origin

    /// The number of leaves.
    public let treeSize: UInt64

    /// The root hash over them.
    public let rootHash: Digest

    /// The lines after the third, without line feeds.
    public let extensionLines: [[UInt8]]

    /// Creates a checkpoint without extension lines.
    ///
    /// - Throws: ``CheckpointFailure/wrongEmptyRoot``, or
    ///   ``CheckpointFailure/badTreeSize(offset:_:)`` for one over 2^63 - 1.
    public init(
        origin: Origin,
        treeSize: UInt64,
        rootHash: Digest,
    ) throws(CheckpointFailure) {
        guard treeSize <= TreeNode.maximumTreeSize else {
            let failure = DecodingFailure.overLimit(limit: Int.max, actual: Int.max)
            throw .badTreeSize(offset: origin.bytes.count + 1, failure)
        }
        try self.init(origin: origin, treeSize: treeSize, rootHash: rootHash, extensionLines: [])
    }

    private init(
        origin: Origin,
        treeSize: UInt64,
        rootHash: Digest,
        extensionLines: [[UInt8]],
    ) throws(CheckpointFailure) {
        guard treeSize > 0 || rootHash == TreeHasher.emptyRoot else {
            throw .wrongEmptyRoot
        }
        self.origin = origin
        self.treeSize = treeSize
        self.rootHash = rootHash
        self.extensionLines = extensionLines
    }

    /// Decodes the text of a checkpoint.
    ///
    /// - Throws: ``CheckpointFailure``.
    public static func decode(_ text: [UInt8]) throws(CheckpointFailure) -> Self {
        if let offset = NoteText.firstRefusedOffset(in: text.span) {
            throw .notText(offset: offset)
        }
        var reader = LineReader(text)
        var lines: [Range<Int>] = []
        while lines.count < 3 || !reader.isAtEnd {
            guard let line = reader.next() else {
                throw .missingLine(offset: reader.offset)
            }
            guard !line.isEmpty else {
                throw .emptyLine(offset: line.lowerBound)
            }
            lines.append(line)
        }
        let origin: Origin
        do {
            origin = try Origin(bytes: Array(text[lines[0]]))
        } catch {
            throw .notText(offset: lines[0].lowerBound)
        }
        let treeSize: UInt64
        do {
            treeSize = try Decimal.decode(text.span.extracting(lines[1]))
        } catch {
            throw .badTreeSize(offset: lines[1].lowerBound, error)
        }
        let rootHash: Digest
        do {
            rootHash = try decodeHash(text.span.extracting(lines[2]))
        } catch {
            throw .badRootHash(offset: lines[2].lowerBound, error)
        }
        return try Self(
            origin: origin,
            treeSize: treeSize,
            rootHash: rootHash,
            extensionLines: lines.dropFirst(3).map { Array(text[$0]) },
        )
    }

    /// Returns the three lines, each with its line feed.
    public func encode() -> [UInt8] {
        origin.bytes + Array("\n\(treeSize)\n\(encodeHash(rootHash))\n".utf8)
    }
}

/// Returns the hash that 44 characters of base64 stand for.
func decodeHash(_ text: Span<UInt8>) throws(DecodingFailure) -> Digest {
    let bytes = try Base64.decode(text)
    return try Digest(bytes: bytes.span)
}

/// Returns a hash as 44 characters of base64.
func encodeHash(_ hash: Digest) -> String {
    let bytes = hash.bytes
    return Base64.encode(bytes.span)
}
