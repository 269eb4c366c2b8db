// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Provenance

/// What a built-in extractor found a document to say of itself: parts of the output `metadata`.
///
/// `docs/extraction.md` describes it. Nothing in it is known to be true.
public struct ExtractedClaims: Hashable, Sendable {
    /// A claim of the document.
    public struct Found: Hashable, Sendable {
        /// What it says.
        public let value: String

        /// How that was found.
        public let rule: String

        /// `claimed`, `corroborated` or `contradicted`.
        public let standing: String

        /// Where in the original it stands, unless the context says it.
        public let place: Range<UInt64>?
    }

    /// The title.
    public let title: Found?

    /// When the document was published.
    public let published: Found?

    /// Who wrote it.
    public let authors: [Found]

    /// The longest output that is read, in bytes.
    static let byteLimit = 1 << 20

    /// Reads an output; there is nothing in one of another form.
    init?(_ bytes: [UInt8]) {
        let limits = JSONLimits(depth: 16, byteCount: Self.byteLimit)
        guard let value = try? CanonicalJSON.decode(bytes, limits: limits) else {
            return nil
        }
        title = Found(value["title"])
        published = Found(value["published"])
        authors = (value["authors"]?.array ?? []).compactMap { Found($0) }
    }
}

extension ExtractedClaims.Found {
    init?(_ json: JSONValue?) {
        guard let value = json?["value"]?.string, let rule = json?["rule"]?.string,
            let standing = json?["standing"]?.string
        else {
            return nil
        }
        self.value = value
        self.rule = rule
        self.standing = standing
        let evidence = json?["evidence"]
        if let start = evidence?["start"]?.integer, let length = evidence?["length"]?.integer,
            start >= 0, length >= 0, start <= .max - length
        {
            place = UInt64(start)..<UInt64(start + length)
        } else {
            place = nil
        }
    }
}

extension ArchiveReader {
    /// How many bytes of metadata are read for one graph.
    private static let metadataByteCount = 16 << 20

    /// What built-in extractors found, by the entry of the derivation.
    ///
    /// What cannot be read, or is long, is left out; of very many derivations the newest are read.
    public func metadata(of lineage: Lineage) -> [UInt64: ExtractedClaims] {
        var found: [UInt64: ExtractedClaims] = [:]
        var byteCount = 0
        var reader = BlobReader()
        for entry in lineage.steps.keys.sorted(by: >) {
            guard let step = lineage.steps[entry], byteCount < Self.metadataByteCount else {
                continue
            }
            found[entry] = metadata(of: step, &byteCount, &reader)
        }
        return found
    }

    /// What a built-in extractor found.
    ///
    /// - Parameters:
    ///   - step: The derivation.
    ///   - byteCount: Is increased by what was read.
    ///   - reader: Has neighbours at hand.
    /// - Returns: It, or `nil` when there is none, or none that can be read.
    func metadata(
        of step: Lineage.Step,
        _ byteCount: inout Int,
        _ reader: inout BlobReader,
    ) -> ExtractedClaims? {
        guard let extractor = step.extractor, extractor.kind == .builtin,
            extractor.outputs.contains(where: { $0.name == "metadata" && $0.form == .json }),
            let output = step.derivation.outputs.first(where: { $0.name == "metadata" }),
            output.blob.byteCount.map({ $0 <= ExtractedClaims.byteLimit }) ?? true
        else {
            return nil
        }
        let limit = ExtractedClaims.byteLimit
        guard let bytes = try? bytes(of: output.blob.digest, limit: limit, &reader) else {
            // As much can have been inflated.
            byteCount += limit
            return nil
        }
        byteCount += bytes.count
        return ExtractedClaims(bytes)
    }
}
