// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveCrypto
import TransparencyLog

/// The UTF-8 of a text.
func utf8(_ text: String) -> [UInt8] {
    Array(text.utf8)
}

/// The digest that 64 hexadecimal digits stand for.
func digest(hex: String) throws -> Digest {
    let digits = utf8(hex)
    return try Digest(hex: digits.span)
}

/// The digest that base64 stands for.
func digest(base64: String) throws -> Digest {
    let text = utf8(base64)
    let bytes = try Base64.decode(text.span)
    return try Digest(bytes: bytes.span)
}

/// SHA-256 of bytes, in hexadecimal.
func sha256Hex(_ bytes: [UInt8]) -> String {
    Sha256.digest(bytes.span).hex
}

/// SHA-256 of hashes one after the other, in hexadecimal.
func sha256Hex(_ hashes: [Digest]) -> String {
    sha256Hex(hashes.flatMap(\.bytes))
}

/// The hash of a leaf.
func leafHash(_ leaf: [UInt8]) -> Digest {
    var hasher = TreeHasher()
    return hasher.leafHash(leaf.span)
}

/// The hashes of leaves that are the decimal numbers from 0 up.
func numberedLeafHashes(_ count: Int) -> [Digest] {
    var hasher = TreeHasher()
    return (0..<count).map { index in
        let leaf = utf8("\(index)")
        return hasher.leafHash(leaf.span)
    }
}

/// The digest with one bit changed.
func corrupted(_ digest: Digest, bit: Int = 0) throws -> Digest {
    var bytes = digest.bytes
    bytes[bit / 8 % 32] ^= 1 << UInt8(bit % 8)
    return try Digest(bytes: bytes.span)
}

/// A key made from 32 equal bytes.
func privateKey(_ byte: UInt8) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: [UInt8](repeating: byte, count: 32))
}

/// Each beginning of the bytes but the whole.
func beginnings(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.map { Array(bytes[..<$0]) }
}

/// The bytes with each one changed in turn, in several ways.
func changes(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.indices.flatMap { index in
        [0x01, 0x20, 0x80, 0xFF].map { (mask: UInt8) in
            var changed = bytes
            changed[index] ^= mask
            return changed
        }
    }
}

/// The Merkle tree as RFC 6962 §2.1 defines it, recursively.
struct ReferenceTree {
    let leafHashes: [Digest]

    func root(_ begin: Int, _ end: Int) -> Digest {
        guard end - begin > 1 else {
            return begin < end ? leafHashes[begin] : TreeHasher.emptyRoot
        }
        let middle = begin + Self.split(end - begin)
        var hasher = TreeHasher()
        return hasher.nodeHash(root(begin, middle), root(middle, end))
    }

    /// The largest power of two below a number.
    static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count {
            power *= 2
        }
        return power
    }

    /// Whether the path from a leaf to the root goes left or right, from the root down.
    static func shape(index: Int, treeSize: Int) -> [Bool] {
        guard treeSize > 1 else {
            return []
        }
        let middle = split(treeSize)
        return index < middle
            ? [false] + shape(index: index, treeSize: middle)
            : [true] + shape(index: index - middle, treeSize: treeSize - middle)
    }
}

/// A log that its authors published for tests. Source: transparency-dev/tessera `testdata/`.
enum PublishedLog {
    static let signerKey =
        "PRIVATE+KEY+example.com/log/testdata+33d7b496+"
        + "AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg"
    static let verifierKey =
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"

    /// The leaves, spelt as published.
    static let leaves = [
        "one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven",
        "twelf", "threeten", "fourten", "fivten",
    ].map(utf8)

    /// Root hash and signature field of the checkpoint of each size from 0 on.
    static let checkpoints: [(String, String)] = {
        let lines = checkpointLines.split(separator: "\n").map(String.init)
        return stride(from: 0, to: lines.count, by: 2).map { (lines[$0], lines[$0 + 1]) }
    }()

    private static let checkpointLines = """
        47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
        M9e0lhxJACzE1KoUdqKuPa+9p6R7dSW8BlEvrg/noo8FkGg6PbJoRNOcdjqjOq89wVvTA60eubCc4oufo5BvIVEgtQc=
        0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=
        M9e0lhr9kuLxGdAtaUrhm84TQffVsLdcy808sN0a3WyniNlfcr9+bywoiIke1YYciCNjJGkCgIlQ8b16jhsmg/SChAM=
        T1X2GdkhUjV3iyufF9b0kVsWFxIU0VI4EpNml2Teci4=
        M9e0llH4NKmlf0u7C8tkJioQOmi7l5ELqljXgKRg6R3G5JJ7vx7emDWo5fpqKuA/Dk/jRrI6il+7QCVirNhyUAWGoAk=
        Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=
        M9e0lvAQRtH832pk2RTbeSeZMkp4FZSdJYFBUjO5SKxuRbywPUF3cx+HUrb50kjd3rUWW/fj53Wj1dwcwh9bGQnqVAg=
        zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=
        M9e0lnFuWt0cp60moO4jAkeXvMNLIIOGn4WdyeHQurBt9mBi0tWdfkldiAt9k0FpwuZymvttsVn9uwyouXU3vPpeNAc=
        gy5gl3aksFyiCO95a/1vLXz88A3dRq+0l9Sxte8ZqZQ=
        M9e0lmn5eDHyHP10zJObZdFAX2y1V8fdDKBi4IiHbDYf1TCUBwxZOhqwv2QZCqrdda2zTRTrmnwjwscN5RBTEmZUYAs=
        a6sWvsc2eEzmj72vah7mZ5dwFltivehh2b11qwlp5Jg=
        M9e0ln+nHSdGSHEZBcjvqyYDXDbG8WxDwCDjbbGAMv/NTynAtJWhckSXIpuwpN3yJ4PTtzUbD34YGqIZr6RgJRn16gU=
        IrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=
        M9e0luA5JhTRUki/BBQD0QNiH6AEJ2pdtsA5CQjqJErViuuKrN6513RCTL2640wXJv0dCed3neRGI6dMzBq9uANf2Qc=
        bC+VwvrJbalNVjfkdI8kUgs7mJoXrqiXCE7bgnD28pY=
        M9e0lq1EK37dHtgv9O3UzPxisw5vwIPcJsX9ab0xt4mvVfbdUR1fbMjN6sBFYpBoBEmD4+cWhj/AVgI5MitCO5+mews=
        CvhHViE3S9E3htHLR+25mapWoGCJ3WckMq1UtC3VmEY=
        M9e0ls3mdnWX0qk4P3uGG0eYiFRWSwPR+RdeD1ARmrHPHjXP0x9UJWASPFTOTqJo0mp7Epck2O9RFB0J9IjDdAewagw=
        y8/gZsZCtitsMan09tY+k8I7Qpr7Y5fbO2tLi9GQnfU=
        M9e0lrmwaVEOWFZ+HS5ITnRd2YMOSWE5QeoYu+6DHwJLnJ+SVeJ2ZiYeD7lVC5oGJx76gbfLSyCUEq6D8JkarrsuiQQ=
        Yok1cS5VdokGLBy73BC2I16b3atss6KBN9jnIi6Fz/A=
        M9e0lqbRtWirJwbUy4w3VrK2RyzfW8P+OIkc8t6b6AVG/tQd1Q2SN+uCLYzNNFnf/PhzeCdURSGQe1MRnohCxPu21wg=
        uZo6M+IhVna+CLgWCrJs0xBPUHbozHkYTQASduHSLME=
        M9e0lrFzoTgi+ovhrqX0DpsEAp3wLu1coMLIkeCwSkGfS4Ox4pLXo2LHudqm4merh0ZkCNzHr8kQwq5gS5mmimIvdA4=
        av0kLH0VkkVDrTuZzBGIx7d9z5G1l/GlKz/nAV/8woQ=
        M9e0liO8x8xfEOGmZVYODUjQajkEpjccPQ9EkG3yEEDet4K3BWE/DFRPH6H+b6gFFFaG5KS1bBmYS/xeZJs8lj+z+wM=
        SvCd38yNade7xEPY1a/aAc1M3A2AHYVF8lIiUnsH1ao=
        M9e0lu8roIpjC+NXEG7JDkajIahoYDYWgxDtxfx/6rzLoztU9t/PvivZ48xt8ygJpjzaboSpkbVv3Jb+D3NdXWQf5wo=
        rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=
        M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/fmwlM/dlPWF74ewI=
        """

    /// The note of the checkpoint of a size.
    static func note(treeSize: Int) -> [UInt8] {
        let (root, signature) = checkpoints[treeSize]
        return utf8(
            """
            example.com/log/testdata
            \(treeSize)
            \(root)

            \u{2014} example.com/log/testdata \(signature)

            """
        )
    }
}
