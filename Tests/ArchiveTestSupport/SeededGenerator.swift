// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// SplitMix64: seedable, and the same numbers on every machine.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Bytes whose length is drawn too, short ones more often than long.
    public mutating func bytes(upTo limit: Int) -> [UInt8] {
        let count = Int.random(in: 0...Int.random(in: 0...limit, using: &self), using: &self)
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}
