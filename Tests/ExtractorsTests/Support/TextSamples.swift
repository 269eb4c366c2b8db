// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

@testable import Extractors

/// What the extractor `text` makes of a document.
struct TextResult {
    let original: [UInt8]
    let claims: DocumentClaims
    let canonical: CanonicalText
    let outputs: ExtractionOutputs

    init(
        _ document: String,
        captured: String? = "2026-01-01T00:00:00Z",
        contentType: String? = nil,
    ) throws {
        try self.init(Array(document.utf8), captured: captured, contentType: contentType)
    }

    init(_ original: [UInt8], captured: String? = nil, contentType: String? = nil) throws {
        self.original = original
        let context = ExtractionContext(
            httpContentType: contentType.map { Array($0.utf8) },
            captureTime: captured.map { Array($0.utf8) },
        )
        let decoded = DecodedText.decode(
            original,
            httpContentType: context.httpContentType,
            readsMarkup: false,
        )
        var reading = TextReading(decoded, context)
        try reading.read()
        claims = reading.claims
        canonical = reading.text()
        outputs = try TextExtractor.extract(original, context: context)
    }

    var text: String {
        String(decoding: outputs.text, as: UTF8.self)
    }

    var metadata: String {
        String(decoding: outputs.metadata, as: UTF8.self)
    }

    func value(_ property: ClaimProperty) -> String? {
        claims.value(property).map { String(decoding: $0.value, as: UTF8.self) }
    }

    var authors: [String] {
        claims.values(.author).map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The bytes of the original that are the evidence of a value.
    func evidence(_ property: ClaimProperty) -> String? {
        claims.value(property)?.evidence.map { quote($0) }
    }

    func quote(_ range: ByteRange) -> String {
        String(decoding: original[range.start..<(range.start + range.length)], as: UTF8.self)
    }
}

/// Documents in the shapes that occur.
enum TextSamples {
    static let header = """
        Harbour bridge closed for a week
        20210314
        https://news.example/city/4711/harbour-bridge
        The bridge over the harbour was closed on Sunday, the city said.
        A ?crack? had been found
        in one of its cables, an engineer said. Ferries run every hour.
        """

    static let markdown = """


        # Harbour *Bridge* Closed For A Week

        By [AFP](#)

        March 14, 2021



        **City Archive/Harbour Office**

        The bridge over the [harbour](https://news.example/harbour) was closed on Sunday, the city \
        said, after a crack was found.

        ## **Ferries**

        Ferries run every hour, and the city asked people to stay at home where they can.

        Original url:

        <https://news.example/2021/03/14/harbour-bridge-closed>
        """

    static let page = """
        Logo
        Logo
        Logo

        CITY AND COAST

        Sun 14 Mar 2021 6:05 pm - Lisbon Time

        Harbour bridge closed after crack is found

        Porto - (Reuters) - The harbour bridge, whose cables were renewed nearly 4 months ago, was \
        closed on Sunday, the city said in a statement to reporters.


        Since the cables were renewed in May, engineers had warned of cracks in the eastern tower.


        Short talk


        "We have no other choice," the mayor said, adding that ferries would run every hour now.

        Tags

        Share your opinion

        Harbour bridge closed after crack is found
        """
}
