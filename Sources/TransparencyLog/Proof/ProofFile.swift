// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// What is wrong with the bytes of a proof file.
///
/// Offsets are in bytes from its start.
public enum ProofFileFailure: Error, Hashable, Sendable {
    /// The file does not start with the line that names the format.
    case unknownFormat

    /// The line at `offset` does not end, or the next one is missing.
    case truncated(offset: Int)

    /// The extra data at `offset` is not canonical base64.
    case badExtra(offset: Int, DecodingFailure)

    /// There is more extra data than the limit, in bytes.
    case extraOverLimit(limit: Int)

    /// The line at `offset` is not `index` and a decimal number.
    case badIndex(offset: Int)

    /// The line at `offset` is not canonical base64 of 32 bytes.
    case badHash(offset: Int, DecodingFailure)

    /// There are more hashes than the limit.
    case tooManyHashes(limit: Int)

    /// The bytes from `offset` on are no signed checkpoint; offsets inside count from there.
    case badCheckpoint(offset: Int, SignedCheckpointFailure)

    /// The index is not below the checkpoint's tree size.
    case indexOutsideTree(index: UInt64, treeSize: UInt64)
}

/// An inclusion proof with its signed checkpoint, for someone who has only the log's key.
///
/// C2SP tlog-proof, `c2sp.org/tlog-proof@v1`.
public struct ProofFile: Hashable, Sendable {
    /// The most hashes that a proof may have.
    public static let maximumHashCount = 63

    /// The most bytes of extra data; other readers take lines of less than 64 KiB.
    public static let maximumExtraByteCount = 49_146

    private static let header = Array("c2sp.org/tlog-proof@v1".utf8)
    private static let extraPrefix = Array("extra ".utf8)
    private static let indexPrefix = Array("index ".utf8)

    /// Data for the application, which no signature covers; nil or at least 1 byte.
    public let extra: [UInt8]?

    /// The index of the leaf.
    public let index: UInt64

    /// The hashes of the inclusion proof, the leaf's sibling first.
    public let hashes: [Digest]

    /// The checkpoint.
    ///
    /// Decoding verifies no signature.
    public let checkpoint: SignedCheckpoint

    /// Creates a proof file from its parts; the proof may be wrong.
    ///
    /// Empty extra data is the same as none.
    ///
    /// - Throws: ``ProofFileFailure`` for what ``decode(_:)`` would refuse.
    public init(
        extra: [UInt8]? = nil,
        index: UInt64,
        hashes: [Digest],
        checkpoint: SignedCheckpoint,
    ) throws(ProofFileFailure) {
        guard extra.map(\.count) ?? 0 <= Self.maximumExtraByteCount else {
            throw .extraOverLimit(limit: Self.maximumExtraByteCount)
        }
        guard hashes.count <= Self.maximumHashCount else {
            throw .tooManyHashes(limit: Self.maximumHashCount)
        }
        let treeSize = checkpoint.checkpoint.treeSize
        guard index < treeSize else {
            throw .indexOutsideTree(index: index, treeSize: treeSize)
        }
        self.extra = extra?.isEmpty == true ? nil : extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// The inclusion proof in the checkpoint's tree.
    public var inclusionProof: InclusionProof {
        InclusionProof(index: index, treeSize: checkpoint.checkpoint.treeSize, hashes: hashes)
    }

    /// Decodes a proof file.
    ///
    /// Nothing in it is verified.
    ///
    /// - Throws: ``ProofFileFailure`` with the offset in the file.
    public static func decode(_ bytes: [UInt8]) throws(ProofFileFailure) -> Self {
        var lines = LineReader(bytes)
        guard let first = lines.next(), bytes[first].elementsEqual(header) else {
            throw .unknownFormat
        }
        var line = try nextLine(&lines)
        var extra: [UInt8]?
        if bytes[line].starts(with: extraPrefix) {
            extra = try decodeExtra(bytes, line.dropFirst(extraPrefix.count))
            line = try nextLine(&lines)
        }
        let index = try decodeIndex(bytes, line)
        var hashes: [Digest] = []
        line = try nextLine(&lines)
        while !line.isEmpty {
            guard hashes.count < maximumHashCount else {
                throw .tooManyHashes(limit: maximumHashCount)
            }
            do {
                hashes.append(try decodeHash(bytes.span.extracting(line)))
            } catch {
                throw .badHash(offset: line.lowerBound, error)
            }
            line = try nextLine(&lines)
        }
        let checkpoint: SignedCheckpoint
        do {
            checkpoint = try SignedCheckpoint.decode(Array(bytes[lines.offset...]))
        } catch {
            throw .badCheckpoint(offset: lines.offset, error)
        }
        return try Self(extra: extra, index: index, hashes: hashes, checkpoint: checkpoint)
    }

    /// Returns the bytes of the file.
    public func encode() -> [UInt8] {
        var lines = [String(decoding: Self.header, as: UTF8.self)]
        if let extra {
            lines.append("extra \(Base64.encode(extra.span))")
        }
        lines.append("index \(index)")
        lines += hashes.map(encodeHash)
        lines.append("")
        return lines.flatMap { Array($0.utf8) + [NoteText.lineFeed] } + checkpoint.encode()
    }

    private static func nextLine(_ lines: inout LineReader) throws(ProofFileFailure) -> Range<Int> {
        guard let line = lines.next() else {
            throw .truncated(offset: lines.offset)
        }
        return line
    }

    private static func decodeExtra(
        _ bytes: [UInt8],
        _ field: Range<Int>,
    ) throws(ProofFileFailure) -> [UInt8] {
        guard field.count <= (maximumExtraByteCount + 2) / 3 * 4 else {
            throw .extraOverLimit(limit: maximumExtraByteCount)
        }
        guard !field.isEmpty else {
            throw .badExtra(offset: field.lowerBound, .truncated(offset: 0, missing: 1))
        }
        do {
            return try Base64.decode(bytes.span.extracting(field))
        } catch {
            throw .badExtra(offset: field.lowerBound, error)
        }
    }

    private static func decodeIndex(
        _ bytes: [UInt8],
        _ line: Range<Int>,
    ) throws(ProofFileFailure) -> UInt64 {
        guard bytes[line].starts(with: indexPrefix) else {
            throw .badIndex(offset: line.lowerBound)
        }
        do {
            return try Decimal.decode(
                bytes.span.extracting(line.dropFirst(indexPrefix.count))
            )
        } catch {
            throw .badIndex(offset: line.lowerBound)
        }
    }
}
