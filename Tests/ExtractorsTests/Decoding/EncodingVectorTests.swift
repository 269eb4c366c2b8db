// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Testing

@testable import Extractors

/// A line of Tests/Vectors/encodings.
struct EncodingVector: Sendable {
    var encoding: TextEncoding
    var input: [UInt8]
    var output: [UInt8]
    var errorCount: Int
}

/// The files of Tests/Vectors/encodings/v1.
enum EncodingVectors {
    static func lines(_ name: String) throws -> [[String]] {
        let text = try VectorFiles.read("encodings/v1/\(name)")
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: " ").map(String.init)
        }
    }

    static func encoding(_ name: String) throws -> TextEncoding {
        try #require(TextEncoding.allCases.first { $0.name.description == name })
    }

    static func vectors(_ name: String) throws -> [EncodingVector] {
        try lines(name).map { fields in
            EncodingVector(
                encoding: try encoding(fields[0]),
                input: bytes(fields[1]),
                output: bytes(fields[2]),
                errorCount: try #require(Int(fields[3])),
            )
        }
    }

    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
    }

    static func decode(_ bytes: [UInt8], _ encoding: TextEncoding) -> DecodedOutput {
        var output = DecodedOutput(capacity: bytes.count)
        encoding.decode(bytes, into: &output)
        output.finish()
        return output
    }

    static func fnv(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

@Suite struct EncodingVectorTests {
    @Test(arguments: ["single-byte.txt", "utf-8.txt", "multi-byte.txt"])
    func `an encoding decodes as the standard says`(file: String) throws {
        let vectors = try EncodingVectors.vectors(file)
        #expect(vectors.count >= 29)
        for vector in vectors {
            let output = EncodingVectors.decode(vector.input, vector.encoding)
            #expect(output.bytes == vector.output, "\(vector)")
            #expect(output.replacementCount == vector.errorCount, "\(vector)")
        }
    }

    @Test(arguments: ["single-byte.txt", "utf-8.txt", "multi-byte.txt"])
    func `each offset leads back to the character it came from`(file: String) throws {
        for vector in try EncodingVectors.vectors(file) {
            let output = EncodingVectors.decode(vector.input, vector.encoding)
            var last = 0
            for offset in 0...output.bytes.count {
                let original = output.map.originalOffset(of: offset)
                #expect(original >= last && original <= vector.input.count, "\(vector)")
                last = original
            }
            #expect(last == vector.input.count, "\(vector)")
        }
    }

    @Test func `every pair of bytes decodes as the standard says`() throws {
        for fields in try EncodingVectors.lines("digests.txt") {
            let encoding = try EncodingVectors.encoding(fields[0])
            let number = try #require(UInt8(fields[2]))
            let input: [UInt8]
            switch fields[1] {
            case "pairs":
                input = (0...255).flatMap { [number, $0, 0x2C, 0x2C, 0x2C] }
            case "triples":
                input = (0...255).flatMap { [0x8F, number, $0, 0x2C] }
            case "plane":
                input = [0x1B, 0x24, 0x42] + (0x1C...255).flatMap { [number, $0] }
            default:
                input = fourBytes(number)
            }
            let output = EncodingVectors.decode(input, encoding)
            #expect(String(EncodingVectors.fnv(output.bytes), radix: 16).leftPadded == fields[3])
            #expect(String(output.replacementCount) == fields[4], "\(fields)")
        }
    }

    private func fourBytes(_ first: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        for second in UInt8(0x30)...0x39 {
            for third in UInt8(0x81)...0xFE {
                for fourth in UInt8(0x30)...0x39 {
                    bytes += [first, second, third, fourth]
                }
            }
        }
        return bytes
    }

    @Test func `every label of the standard names its encoding`() throws {
        let lines = try EncodingVectors.lines("labels.txt")
        #expect(lines.count == 228)
        for fields in lines {
            let encoding = try EncodingVectors.encoding(fields[1])
            #expect(TextEncoding(label: Array(fields[0].utf8)) == encoding, "\(fields)")
            let padded = "\t \(fields[0].uppercased())\r\n\u{0C}"
            #expect(TextEncoding(label: Array(padded.utf8)) == encoding, "\(fields)")
        }
    }

    @Test(arguments: ["", " ", "utf", "utf-88", "utf-8\u{0B}", "utf-7", "ebcdic", "=0", "utf-8=0"])
    func `another label names none`(label: String) {
        #expect(TextEncoding(label: Array(label.utf8)) == nil)
    }

    @Test(arguments: UInt64(1)...40)
    func `any bytes decode in any encoding`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for encoding in TextEncoding.allCases {
            let input = generator.bytes(upTo: 300)
            let output = EncodingVectors.decode(input, encoding)
            #expect(UTF8Validation(output.bytes).end == output.bytes.count)
            #expect(output.map.originalOffset(of: output.bytes.count) == input.count)
        }
    }
}

extension String {
    /// Sixteen digits.
    fileprivate var leftPadded: String {
        String(repeating: "0", count: 16 - count) + self
    }
}
