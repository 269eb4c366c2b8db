// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import Extraction
public import Provenance

/// An extractor with all that it takes to run it.
public struct PreparedExtractor: Hashable, Sendable {
    /// The extractor.
    public let extractor: Extractor

    /// The bytes of the files that a command brings along, in the order of its list.
    public let files: [[UInt8]]

    /// What a run may use.
    public let limits: Computation.Limits

    /// The extractor ID.
    let id: Digest

    /// Prepares an extractor.
    ///
    /// - Parameters:
    ///   - extractor: The extractor.
    ///   - files: The bytes of its files, in the order of its list.
    ///   - limits: What a run may use.
    public init(
        _ extractor: Extractor,
        files: [[UInt8]] = [],
        limits: Computation.Limits,
    ) {
        self.extractor = extractor
        self.files = files
        self.limits = limits
        id = Sha256.digest(extractor.identityBytes.span)
    }

    /// Prepares an extractor that is a part of this program.
    public init(builtin extractor: Extractor) {
        self.init(extractor, limits: BuiltinExtractors.limits)
    }

    /// The statement about the extractor.
    var body: Statement.Body {
        .extractor(ExtractorStatement(extractor))
    }
}

/// Which extractor reads which documents.
public enum ExtractorChoice: Hashable, Sendable {
    /// Of those that are a part of this program, the one for the kind of the document.
    case fitting

    /// One of those that are a part of this program, for the documents that it fits.
    case builtin(Extractor)

    /// One, for the documents of some kinds; for all of them when there is no list.
    case one(PreparedExtractor, mediaTypes: [String]?)

    /// The extractor for a document.
    ///
    /// - Parameters:
    ///   - mediaType: The kind of its content, or `nil` when that is not known.
    ///   - start: Its first bytes.
    /// - Returns: The extractor, or `nil` when it is not to be read.
    func extractor(for mediaType: String?, start: Span<UInt8>) -> PreparedExtractor? {
        switch self {
        case .fitting:
            return BuiltinExtractors.fitting(mediaType, start: start).map(PreparedExtractor.init)
        case .builtin(let extractor):
            return BuiltinExtractors.fitting(mediaType, start: start) == extractor
                ? PreparedExtractor(builtin: extractor) : nil
        case .one(let extractor, nil):
            return extractor
        case .one(let extractor, let mediaTypes?):
            return mediaType.map { mediaTypes.contains(MediaType.essence(of: $0)) } == true
                ? extractor : nil
        }
    }
}
