// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveTestSupport
import Provenance
import Testing
import TransparencyLog

@testable import ArchiveStore
@testable import Verification

/// The writer and the verification each state which keys are in force; they must say the same.
@Suite struct KeyRuleTests {
    private static func changes(_ generator: inout SeededGenerator) throws -> [KeyChange] {
        let archive = KeyChange.Archive(
            origin: "example.org/archive",
            specification: digest([]),
            specificationByteCount: 0,
        )
        return try (0..<40).map { _ in
            let name =
                generator.next() % 20 == 0 ? "example.org/other" : "example.org/archive"
            let key = try signer(UInt8(1 + generator.next() % 5), name: name).verifierKey
            return KeyChange(
                action: KeyChange.Action.allCases[Int(generator.next() % 3)],
                verifierKey: generator.next() % 20 == 0 ? "nonsense" : key.encode(),
                archive: generator.next() % 20 == 0 ? archive : nil,
            )
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `writer and verification judge the same histories in the same way`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let first = try signer(1).verifierKey
        let origin = Origin(first.name)
        let archive = KeyChange.Archive(
            origin: origin.description,
            specification: digest([]),
            specificationByteCount: 0,
        )
        var ring = KeyRing(first: first)
        var history = KeyHistory()
        let start = KeyChange(action: .add, verifierKey: first.encode(), archive: archive)
        #expect(history.apply(start, entry: 1) == nil)
        for (index, change) in try Self.changes(&generator).enumerated() {
            let isValid = ring.apply(change, origin: origin) == nil
            let reason = history.apply(change, entry: UInt64(2 + index))
            #expect((reason == nil) == isValid, "seed \(seed), change \(index): \(change)")
            #expect(
                Set(history.items.filter { $0.state == .revoked }.map(\.key)) == ring.revoked
            )
            for byte in UInt8(1)...5 {
                let key = try signer(byte)
                let line = key.sign([0x0A])
                let isInForce = ring.keys(of: line).contains(key.verifierKey)
                #expect((history.state(of: key.verifierKey) == .inForce) == isInForce)
            }
        }
    }
}
