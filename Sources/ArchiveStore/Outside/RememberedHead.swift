// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import TransparencyLog

/// The newest checkpoint of a log that was signed or verified on this machine.
///
/// A writer that signed it also keeps the keys after its entries, so that the next one need not
/// go through the log, or believe the archive's caches, to know who may sign.
public struct RememberedHead: Hashable, Sendable {
    /// What it says of the log.
    public var checkpoint: Checkpoint {
        signed.checkpoint
    }

    /// The checkpoint as it was signed.
    public let signed: SignedCheckpoint

    /// The keys after its entries; `nil` when they are not known, and the log has to tell.
    let keys: KeyHistory?

    init(_ signed: SignedCheckpoint, keys: KeyHistory?) {
        self.signed = signed
        self.keys = keys
    }

    /// Wraps a checkpoint that was read and verified.
    public init(_ signed: SignedCheckpoint) {
        self.init(signed, keys: nil)
    }
}

extension RememberedHead {
    private static let start = Array("archive head ".utf8)
    private static let title = start + Array("1\n".utf8)

    /// The most bytes that its text form has: a note, and as many bytes for keys.
    static let maximumByteCount = 2 << 20

    /// Why bytes are no remembered head.
    enum Failure: Error, Hashable {
        /// A newer program wrote them.
        case newer
        /// They are something else, or damaged.
        case malformed
    }

    /// The text form: without keys the note alone; else a title, a line for each key, an empty
    /// line, the note.
    ///
    /// The note alone is what earlier programs wrote, and what `verify --head` takes too. No
    /// origin has a space, so a title is never taken for the first line of a note.
    func encode() -> [UInt8] {
        let note = signed.encode()
        guard let keys else {
            return note
        }
        let bytes = Self.title + keys.encode() + [0x0A] + note
        // With thousands of keys the log has to tell them: nothing is lost but time.
        return bytes.count <= Self.maximumByteCount ? bytes : note
    }

    /// Reads the text form.
    static func decode(_ bytes: [UInt8]) throws(Failure) -> RememberedHead {
        guard bytes.count <= maximumByteCount else {
            throw .malformed
        }
        guard bytes.starts(with: start) else {
            return RememberedHead(try decode(note: bytes[...]))
        }
        guard bytes.starts(with: title) else {
            throw .newer
        }
        let first = title.count
        guard
            let end = (first..<bytes.count).first(where: {
                bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A
            })
        else {
            throw .malformed
        }
        let signed = try decode(note: bytes[(end + 1)...])
        let origin = signed.checkpoint.origin
        guard let keys = KeyHistory.decode(Array(bytes[first..<end]), origin: origin) else {
            throw .malformed
        }
        return RememberedHead(signed, keys: keys)
    }

    private static func decode(
        note: ArraySlice<UInt8>
    ) throws(Failure) -> SignedCheckpoint {
        guard let signed = try? SignedCheckpoint.decode(Array(note)) else {
            throw .malformed
        }
        return signed
    }
}
