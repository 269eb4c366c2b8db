// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import ArchiveIO
import BlobStore
import SystemPackage
import Testing
import TransparencyLog
import Verification

/// The archives in `Tests/Vectors/archive/v1`, made by another program from the format's text.
@Suite struct VectorTests {
    static let folder: FilePath = {
        var path = FilePath(#filePath)
        path.removeLastComponent()
        path.removeLastComponent()
        return path.appending("Vectors").appending("archive").appending("v1")
    }()

    static let names: [String] = ["good", "bad"].flatMap { group in
        do throws(StoreError) {
            return try Folder.open(folder.appending(group)).items().map { group + "/" + $0.text }
        } catch {
            return []
        }
    }

    /// What a vector expects of each mode.
    struct Expectation {
        let codes: [VerificationMode: Set<String>]
        let exitCodes: [VerificationMode: Int64]
        let key: VerifierKey?
        let head: Checkpoint?

        init(_ folder: FilePath) throws {
            let limits = JSONLimits(depth: 8, byteCount: 1 << 20)
            let json = try JSONValue(
                parsing: try Self.read(folder.appending("expect.json")),
                limits: limits,
            )
            codes = Dictionary(
                uniqueKeysWithValues: VerificationMode.allCases.map { mode in
                    let list = json[Self.name(of: mode)]?.array ?? []
                    return (mode, Set(list.compactMap(\.string)))
                }
            )
            exitCodes = Dictionary(
                uniqueKeysWithValues: VerificationMode.allCases.map { mode in
                    (mode, json["exit"]?[Self.name(of: mode)]?.integer ?? -1)
                }
            )
            key = try json["key"]?.string.map { try VerifierKey.decode($0) }
            if json["head"]?.bool == true {
                let note = try Self.read(folder.appending("head"))
                head = try SignedCheckpoint.decode(note).checkpoint
            } else {
                head = nil
            }
        }

        private static func name(of mode: VerificationMode) -> String {
            mode == .standard ? "default" : mode.rawValue
        }

        private static func read(_ path: FilePath) throws -> [UInt8] {
            let file = try OpenFile.open(path)
            var bytes = [UInt8](repeating: 0, count: Int(try file.status().byteCount))
            var span = bytes.mutableSpan
            _ = try file.read(into: &span, at: 0)
            return bytes
        }
    }

    @Test(arguments: names) func `a vector gives the findings that it says`(name: String) throws {
        let folder = Self.folder.appending(name)
        let expected = try Expectation(folder)
        let storage = try LocalStorage(folder.appending("archive"))
        for mode in VerificationMode.allCases {
            let options = VerificationOptions(
                mode: mode,
                pinnedKey: expected.key,
                rememberedHead: expected.head,
            )
            var findings: [Finding] = []
            let report = try verify(storage, options: options) { findings.append($0) }
            let codes = Set(findings.map(\.code.rawValue))
            #expect(codes == expected.codes[mode], "\(mode): \(findings)")
            #expect(Int64(report.exitCode) == expected.exitCodes[mode], "\(mode)")
        }
    }
}
