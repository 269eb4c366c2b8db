// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What besides its bytes an extractor may know of a document.
package struct ExtractionContext: Sendable {
    /// The address it was captured from.
    package var url: [UInt8]?

    /// The value of the HTTP header `Content-Type`.
    package var httpContentType: [UInt8]?

    /// When it was captured, in a form of ``StatedDate/text``; no date may be later.
    package var captureTime: [UInt8]?

    /// Creates a context.
    package init(
        url: [UInt8]? = nil,
        httpContentType: [UInt8]? = nil,
        captureTime: [UInt8]? = nil,
    ) {
        self.url = url
        self.httpContentType = httpContentType
        self.captureTime = captureTime
    }

    /// The capture time as a date; nil when there is none or it is not a date.
    package var captureDate: StatedDate? {
        guard let captureTime else {
            return nil
        }
        return DateFinder(order: .unknown).wholeDate(captureTime)?.date
    }
}

/// Why a document has no outputs; a result like any other, which the same input gives again.
package enum ExtractionFailure: Error, Hashable, Sendable {
    /// A label was declared that no encoding has, and the bytes are not UTF-8.
    case unsupportedCharset

    /// The document is larger than the extractor's limits.
    case tooLarge
}

/// The outputs of an extractor.
package struct ExtractionOutputs: Equatable, Sendable {
    /// The text in the form text/1.
    package let text: [UInt8]

    /// What the document claims about itself, in canonical JSON.
    package let metadata: [UInt8]

    /// Where each paragraph came from, in canonical JSON.
    package let evidence: [UInt8]

    /// Creates the outputs from what was found.
    package init(text: CanonicalText, claims: DocumentClaims, charset: Charset) {
        self.text = text.bytes
        metadata = ClaimsOutput.write(claims, charset)
        evidence = EvidenceOutput.write(text.paragraphs)
    }
}

/// Writes the evidence output.
enum EvidenceOutput {
    /// Returns `{"paragraphs":[[output start, output length, original start, original length, …],…]}`,
    /// with a start and a length for each part of the original.
    static func write(_ paragraphs: [CanonicalText.Paragraph]) -> [UInt8] {
        var json = CanonicalJSON()
        json.beginObject()
        json.key("paragraphs")
        json.beginArray()
        for paragraph in paragraphs {
            json.beginArray()
            json.integer(paragraph.output.start)
            json.integer(paragraph.output.length)
            for original in paragraph.originals {
                json.integer(original.start)
                json.integer(original.length)
            }
            json.endArray()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }
}
