// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

package import Extractors

/// The rules that the outputs of every document keep.
package enum OutputRules {
    /// The members of the metadata.
    private static let members = [
        "authors", "candidates", "canonicalUrl", "charset", "conflicts", "language", "modified",
        "published", "siteName", "source", "title",
    ]

    /// Checks that an extractor gives the same outcome twice, and that the outputs keep the rules.
    ///
    /// - Parameters:
    ///   - mayHoldCode: Whether the document may have preformatted text, which keeps its spaces.
    ///   - byteCount: The number of bytes of the document.
    ///   - extract: Runs the extractor.
    package static func check(
        mayHoldCode: Bool,
        byteCount: Int,
        _ extract: () throws(ExtractionFailure) -> ExtractionOutputs,
    ) {
        let first = Result(catching: extract)
        expect(first == Result(catching: extract), "the same input gives the same outputs")
        guard case .success(let outputs) = first else { return }
        checkText(outputs.text, mayHoldCode: mayHoldCode)
        checkEvidence(outputs.evidence, of: outputs.text, byteCount)
        checkMetadata(outputs.metadata, byteCount)
    }

    /// Whether a character is white space in text/1, as docs/extraction.md lists it.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F,
            0x205F, 0x3000, 0xFEFF:
            true
        default: false
        }
    }

    private static func checkText(_ text: [UInt8], mayHoldCode: Bool) {
        guard let string = String(validating: text, as: UTF8.self) else {
            return expect(false, "text is UTF-8")
        }
        guard !text.isEmpty else { return }
        expect(text.first != 0x0A && text.last == 0x0A, "text starts and ends with a paragraph")
        var last: Unicode.Scalar = "\n"
        for scalar in string.unicodeScalars {
            let value = scalar.value
            let isControl = value < 0x20 && value != 0x0A && !(mayHoldCode && value == 0x09)
            expect(!isControl && value != 0x7F && value != 0xAD, "no controls: \(value)")
            if scalar == "\n" {
                expect(mayHoldCode || last != "\n", "no empty lines")
                expect(last == "\n" || !isSpace(last), "no white space at the end of a line")
            } else if isSpace(scalar), !mayHoldCode {
                expect(value == 0x20 && last != "\n", "white space is a space within: \(value)")
                expect(!isSpace(last), "no runs of white space")
            }
            last = scalar
        }
    }

    /// Paragraphs follow each other without gaps, and come from the original in its order.
    private static func checkEvidence(_ evidence: [UInt8], of text: [UInt8], _ byteCount: Int) {
        guard let json = StrictJSON.canonical(evidence), let paragraphs = json["paragraphs"] else {
            return expect(false, "evidence is canonical JSON")
        }
        var next = 0
        for paragraph in paragraphs.elements {
            let numbers = paragraph.elements.compactMap(\.number)
            expect(numbers.count >= 4 && numbers.count % 2 == 0, "a paragraph has its originals")
            expect(numbers[0] == next && numbers[1] > 0, "paragraphs follow each other")
            next = numbers[0] + numbers[1]
            expect(next < text.count && text[next] == 0x0A, "a line feed ends a paragraph")
            next += 1
            var end = 0
            for index in stride(from: 2, to: numbers.count, by: 2) {
                let start = numbers[index]
                expect(start >= end && numbers[index + 1] > 0, "originals are in order")
                end = start + numbers[index + 1]
            }
            expect(end <= byteCount, "an original lies within the document")
        }
        expect(next == text.count, "all text is in paragraphs")
    }

    private static func checkMetadata(_ metadata: [UInt8], _ byteCount: Int) {
        guard let json = StrictJSON.canonical(metadata), case .object(let members) = json else {
            return expect(false, "metadata is canonical JSON")
        }
        let names = members.map { String(decoding: $0.key, as: UTF8.self) }
        expect(names == Self.members, "metadata has its members")
        let candidates = json["candidates"]?.elements ?? []
        expect(candidates.count <= DocumentClaims.limit, "candidates are limited")
        for name in names {
            let value = json[name] ?? .null
            for claim in [value] + value.elements {
                checkRange(claim["evidence"], byteCount)
                for range in claim["evidence"]?.elements ?? [] {
                    checkRange(range, byteCount)
                }
                if case .string(let text) = claim["value"] {
                    expect(!text.isEmpty, "a value is not empty")
                }
            }
        }
    }

    private static func checkRange(_ range: StrictJSON?, _ byteCount: Int) {
        guard let range, case .object = range else { return }
        guard let start = range["start"]?.number, let length = range["length"]?.number else {
            return expect(false, "evidence has a start and a length")
        }
        expect(
            start >= 0 && length >= 0 && start + length <= byteCount,
            "evidence lies within the document: \(start), \(length)",
        )
    }
}

/// What may be declared about a document, chosen by its length so that an input is only a document.
package enum Contexts {
    private static let types = [
        nil, "text/html; charset=utf-8", "text/html; charset=iso-8859-1", "text/markdown",
        "text/html; charset=shift_jis", "text/plain; charset=utf-16le", "charset", "a;charset=x",
    ]

    /// Returns the context for a document of that many bytes.
    package static func context(_ byteCount: Int) -> ExtractionContext {
        let type = types[byteCount % types.count]
        let isKnown = byteCount / types.count % 2 == 1
        return ExtractionContext(
            url: isKnown ? Array("https://www.news.example/2021/03/14/bridge".utf8) : nil,
            httpContentType: type.map { Array($0.utf8) },
            captureTime: isKnown ? Array("2022-01-01T00:00:00Z".utf8) : nil,
        )
    }
}
