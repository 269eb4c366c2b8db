// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Testing

@testable import BlobStore

/// Data of several kinds, with a name for messages.
private let samples: [(name: String, bytes: [UInt8])] = [
    ("empty", []), ("one byte", [7]), ("zeros", [UInt8](repeating: 0, count: 70_000)),
    ("random", randomBytes(70_001, seed: 31)), ("text", textBytes(131_072, seed: 32)),
    ("64 KiB", textBytes(65_536, seed: 33)), ("short text", Array("to be or not to be".utf8)),
    ("random and text", randomBytes(20_000, seed: 34) + textBytes(20_000, seed: 35)),
]

/// Deflates bytes.
private func deflate(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
    var deflater = Deflater(level: level)
    var output: [UInt8] = []
    let count = deflater.deflate(bytes.span, into: &output)
    return Array(output[..<count])
}

@Suite struct DeflaterTests {
    @Test(arguments: 1...12) func `both decoders agree at every level`(level: Int) {
        var deflater = Deflater(level: level)
        var inflater = Inflater()
        var decoder = SecondDecoder()
        var output: [UInt8] = []
        var raw: [UInt8] = []
        for (name, bytes) in samples {
            let count = deflater.deflate(bytes.span, into: &output)
            let deflated = output.span.extracting(..<count)
            let isSame = decoder.check(deflated, gives: bytes.span)
            #expect(isSame, "\(name)")
            let isValid = inflater.inflate(deflated, into: &raw, count: bytes.count)
            #expect(isValid, "\(name)")
            #expect(Array(raw[..<bytes.count]) == bytes, "\(name)")
        }
    }

    @Test(arguments: 1...12) func `no stream is longer than the format allows`(level: Int) {
        for count in [0, 1, 5, 511, 4_999, 10_001, 65_536, 300_000] {
            let deflated = deflate(randomBytes(count, seed: UInt64(count)), level: level)
            #expect(deflated.count <= PackLimits.deflateByteCount(raw: count))
        }
    }

    @Test(arguments: [1, 6, 12]) func `no stream is shorter than the format allows`(level: Int) {
        let zeros = [UInt8](repeating: 0, count: 4 << 20)
        let deflated = deflate(zeros, level: level)
        #expect(zeros.count <= PackLimits.rawByteCount(deflate: deflated.count))
    }

    @Test func `a level gives the same bytes each time`() {
        let bytes = textBytes(50_000, seed: 36)
        #expect(deflate(bytes) == deflate(bytes))
        #expect(deflate(bytes, level: 12).count < deflate(bytes, level: 1).count)
    }
}

@Suite struct InflaterTests {
    private func inflates(_ deflated: [UInt8], count: Int) -> Bool {
        var inflater = Inflater()
        var raw: [UInt8] = []
        return inflater.inflate(deflated.span, into: &raw, count: count)
    }

    @Test func `a stream must give exactly as many bytes`() {
        let deflated = deflate(textBytes(1_000, seed: 37))
        #expect(inflates(deflated, count: 1_000))
        #expect(!inflates(deflated, count: 999))
        #expect(!inflates(deflated, count: 1_001))
        #expect(!inflates(deflated, count: 0))
    }

    @Test func `bytes behind the stream are refused`() {
        let deflated = deflate(textBytes(1_000, seed: 38))
        #expect(!inflates(deflated + [0], count: 1_000))
    }

    @Test func `every cut stream is refused`() {
        let deflated = deflate(textBytes(600, seed: 39))
        for count in deflated.indices {
            #expect(!inflates(Array(deflated[..<count]), count: 600))
        }
    }

    @Test func `a larger buffer from before does no harm`() {
        var inflater = Inflater()
        var raw: [UInt8] = []
        let long = deflate(textBytes(5_000, seed: 40))
        let short = deflate([1, 2, 3])
        let isLongValid = inflater.inflate(long.span, into: &raw, count: 5_000)
        let isShortValid = inflater.inflate(short.span, into: &raw, count: 3)
        #expect(isLongValid && isShortValid)
        #expect(Array(raw[..<3]) == [1, 2, 3])
    }
}

@Suite struct SecondDecoderTests {
    private func checks(_ deflated: [UInt8], _ raw: [UInt8]) -> Bool {
        var decoder = SecondDecoder()
        return decoder.check(deflated.span, gives: raw.span)
    }

    @Test(arguments: samples.map(\.name)) func `other bytes are refused`(name: String) throws {
        let bytes = try #require(samples.first { $0.name == name }).bytes
        let deflated = deflate(bytes)
        #expect(checks(deflated, bytes))
        #expect(!checks(deflated, bytes + [0]))
        if !bytes.isEmpty {
            #expect(!checks(deflated, Array(bytes.dropLast())))
            for offset in [0, bytes.count / 2, bytes.count - 1] {
                var other = bytes
                other[offset] ^= 1
                #expect(!checks(deflated, other))
            }
        }
    }

    @Test func `a flipped bit is refused or changes nothing`() {
        let bytes = textBytes(700, seed: 41)
        let deflated = deflate(bytes)
        var refusalCount = 0
        for bit in 0..<deflated.count * 8 {
            var flipped = deflated
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            if checks(flipped, bytes) {
                // Only what libdeflate takes for the same bytes too, such as an unused code.
                var inflater = Inflater()
                var raw: [UInt8] = []
                let isValid = inflater.inflate(flipped.span, into: &raw, count: bytes.count)
                #expect(isValid && raw.starts(with: bytes), "bit \(bit)")
            } else {
                refusalCount += 1
            }
        }
        #expect(refusalCount > deflated.count * 8 * 9 / 10)
    }

    @Test func `every cut stream is refused`() {
        let bytes = textBytes(700, seed: 42)
        let deflated = deflate(bytes)
        for count in deflated.indices {
            #expect(!checks(Array(deflated[..<count]), bytes))
        }
    }

    @Test func `bytes behind the stream are refused`() {
        let bytes = textBytes(700, seed: 43)
        #expect(!checks(deflate(bytes) + [0], bytes))
        #expect(!checks(deflate(bytes) + deflate(bytes), bytes + bytes))
    }

    @Test func `it works again after a refusal`() {
        var decoder = SecondDecoder()
        let bytes = textBytes(200_000, seed: 44)
        let deflated = deflate(bytes)
        let garbage = randomBytes(1_000, seed: 45)
        let isGarbage = decoder.check(garbage.span, gives: bytes.span)
        let isRight = decoder.check(deflated.span, gives: bytes.span)
        #expect(!isGarbage && isRight)
    }
}
