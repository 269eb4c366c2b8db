// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import Provenance

/// What an entry can be found by, as the digest that the index sorts by.
enum LookUpKey {
    /// An address as asked for or final.
    case address(String)
    /// A blob that a capture describes, or that a derivation has as its input or an output.
    case blob(BlobID)
    /// A statement.
    case statement(BlobID)
    /// The description of a capture.
    case description([UInt8])
    /// What was computed, by its identity.
    case computation([UInt8])
    /// What a note is about.
    case subject(Digest)
    /// All statements of a type.
    case type(StatementType)
    /// Contents over 16 MiB of a length; such files are digested before they are stored again.
    case largeContent(byteCount: UInt64)

    var digest: Digest {
        var bytes: [UInt8] = []
        switch self {
        case .address(let address): bytes = Array("address\n\(address)".utf8)
        case .blob(let id): bytes = Array("blob\n\(id)".utf8)
        case .statement(let id): bytes = Array("statement\n\(id)".utf8)
        case .description(let description): bytes = Array("description\n".utf8) + description
        case .computation(let identity): bytes = Array("computation\n".utf8) + identity
        case .subject(let digest): bytes = Array("subject\n\(digest)".utf8)
        case .type(let type): bytes = Array("type\n\(type.rawValue)".utf8)
        case .largeContent(let byteCount): bytes = Array("large\n\(byteCount)".utf8)
        }
        return Sha256.digest(bytes.span)
    }

    /// Everything that a statement can be found by.
    ///
    /// Captures and derivations are not found by type: that would be a record each for a list of
    /// everything.
    static func keys(of statement: Statement, id: BlobID) -> [Digest] {
        var keys = [LookUpKey.statement(id)]
        switch statement.body {
        case .capture(let capture):
            keys += Self.keys(of: capture)
        case .derivation(let derivation):
            keys += Self.keys(of: derivation)
        case .note(let note):
            keys.append(.type(statement.type))
            keys += Set(note.subjects.map(\.digest)).map { .subject($0) }
        case .key, .extractor, .other:
            keys.append(.type(statement.type))
        }
        return keys.map(\.digest)
    }

    private static func keys(of capture: Capture) -> [LookUpKey] {
        var keys: [LookUpKey] = [
            .blob(capture.content.digest), .description(capture.descriptionBytes),
        ]
        if capture.content.byteCount > largeByteCount {
            keys.append(.largeContent(byteCount: capture.content.byteCount))
        }
        for address in Set([capture.askedURL, capture.finalURL].compactMap(\.self)) {
            keys.append(.address(address))
        }
        return keys
    }

    /// A claimed derivation is all that an archive has of its address; others have a capture.
    private static func keys(of derivation: Derivation) -> [LookUpKey] {
        var blobs = Set(derivation.outputs.map(\.blob.digest))
        if let input = derivation.computation.input.blob {
            blobs.insert(input.digest)
        }
        var keys = blobs.map { LookUpKey.blob($0) }
        keys.append(.computation(derivation.computation.identityBytes))
        if derivation.claim != nil, let address = derivation.computation.context.url {
            keys.append(.address(address))
        }
        return keys
    }

    /// Contents over this many bytes are stored in segments.
    static let largeByteCount: UInt64 = 16 << 20
}
