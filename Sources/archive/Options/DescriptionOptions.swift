// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

/// What a person says of a document.
struct DescriptionOptions: ParsableArguments {
    @Option(help: "The address as it was asked for.")
    var url: String?

    @Option(help: "The address after redirects.")
    var finalUrl: String?

    @Option(help: ArgumentHelp("When it was captured.", valueName: "date"))
    var captured: String?

    @Option(help: ArgumentHelp("When it was published.", valueName: "date"))
    var published: String?

    @Option(help: ArgumentHelp("When it was changed last.", valueName: "date"))
    var modified: String?

    @Option(help: "Who wrote it; may be given several times.")
    var author: [String] = []

    @Option(help: "Its title.")
    var title: String?

    @Option(help: "A remark.")
    var note: String?

    @Option(help: ArgumentHelp("Its media type, such as text/html.", valueName: "type"))
    var mediaType: String?

    @Option(
        help: ArgumentHelp(
            "It is a text that was extracted from what was there; the original is missing.",
            valueName: "url",
        )
    )
    var extractionOf: String?

    @Option(help: ArgumentHelp("Who claims that it was.", valueName: "name"))
    var claimedBy: String?

    @Option(help: ArgumentHelp("What it is said to be extracted with.", valueName: "extractor"))
    var claimedExtractor: String?

    /// Whether something is given that only one document can have.
    var isOfOneDocument: Bool {
        url != nil || finalUrl != nil || extractionOf != nil || published != nil || modified != nil
            || title != nil
            || !author.isEmpty
    }

    /// Whether nothing is given.
    var isEmpty: Bool {
        !isOfOneDocument && captured == nil && note == nil && mediaType == nil
    }

    /// Understands what is given; refuses what is not as it should be.
    func make() throws -> DocumentDescription {
        try TextArgument.validate(title, "--title")
        try TextArgument.validate(note, "--note")
        for name in author {
            try TextArgument.validate(name, "--author")
        }
        var description = DocumentDescription()
        description.askedURL = try address(url, "--url")
        description.finalURL = try address(finalUrl, "--final-url")
        description.capturedAt = try date(captured, "--captured")
        if let title {
            description.claims.append(.title(title, source: .operator))
        }
        description.claims += author.map { .author($0, source: .operator) }
        if let published = try date(published, "--published") {
            description.claims.append(.published(published))
        }
        if let modified = try date(modified, "--modified") {
            description.claims.append(.modified(modified))
        }
        description.note = note
        description.claimedExtraction = try claimedExtraction()
        if let mediaType {
            guard MediaType.isWellFormed(mediaType) else {
                throw ValidationError(
                    "--media-type: `\(mediaType)` is not a media type such as text/html."
                )
            }
            description.mediaType = MediaType(value: mediaType, source: .operator)
        }
        return description
    }

    private func claimedExtraction() throws -> ClaimedExtraction? {
        try TextArgument.validate(claimedBy, "--claimed-by")
        try TextArgument.validate(claimedExtractor, "--claimed-extractor")
        guard let original = try address(extractionOf, "--extraction-of") else {
            guard claimedBy == nil, claimedExtractor == nil else {
                throw ValidationError(
                    "--claimed-by and --claimed-extractor go with --extraction-of."
                )
            }
            return nil
        }
        guard url == nil, finalUrl == nil else {
            throw ValidationError(
                "--extraction-of says that the bytes did not come from an address; --url says that "
                    + "they did."
            )
        }
        return ClaimedExtraction(
            url: original,
            claimant: claimedBy,
            extractor: claimedExtractor,
            source: .operator,
        )
    }

    private func address(_ text: String?, _ option: String) throws -> WebAddress? {
        guard let text else {
            return nil
        }
        try TextArgument.requireUTF8(text, option)
        do throws(WebAddressFailure) {
            return try WebAddress(text)
        } catch {
            throw ValidationError("\(option): \(error).")
        }
    }

    private func date(_ text: String?, _ option: String) throws -> ClaimedDate? {
        guard let text else {
            return nil
        }
        do throws(DateFailure) {
            return try ClaimedDate(operatorText: text)
        } catch {
            throw ValidationError("\(option): `\(text)`: \(error).")
        }
    }
}
