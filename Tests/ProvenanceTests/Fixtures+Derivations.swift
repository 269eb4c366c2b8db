// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

import ArchiveCore
import Provenance

extension Fixtures {
    static let otherDigestText =
        "sha256:ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

    /// The extractor of ``extractorText`` alone.
    static let extractorObjectText =
        #"{"code":{"digest":""# + digestText
        + #"","size":4},"command":{"arguments":["-f","rules","{input}","{output:text}"],"#
        + #""environment":["LANG=C","TZ=UTC"],"executable":{"fileDigest":""# + otherDigestText
        + #"","path":"/usr/bin/page-text","size":9007},"files":[{"digest":""# + digestText
        + #"","name":"Größe","size":0},{"digest":""# + otherDigestText
        + #"","name":"rules","size":3}],"probe":["--version"]},"kind":"command","#
        + #""name":"page-text","note":"as it came","outputs":[{"form":"json/1","#
        + #""mediaType":"application/json","name":"meta"},{"form":"text/1","#
        + #""mediaType":"text/plain","name":"text"}],"version":"1.2"}"#

    static let extractorText =
        #"{"addedAt":"# + addedAt + #","extractor":"# + extractorObjectText
        + #","operator":null,"# + commonEnd + #","type":"extractor","version":1}"#

    /// The computation of ``derivationText`` alone.
    static let computationText =
        #"{"context":{"capturedAt":"2022-06-25","httpContentType":"text/html","#
        + #""url":"https://example.org/ä"},"extractor":""# + otherDigestText
        + #"","input":{"digest":""# + digestText
        + #"","mediaType":"text/html","role":"original","size":12},"limits":{"#
        + #""memoryBytes":1048576,"milliseconds":null,"outputBytes":0},"#
        + #""parameters":{"links":[true,2]}}"#

    static let derivationText =
        #"{"addedAt":"# + addedAt + #","capture":{"digest":""# + otherDigestText
        + #""},"claim":null,"computation":"# + computationText
        + #","engine":{"name":"archive","surroundings":{"closure":{"digest":""# + digestText
        + #"","size":70},"machine":"x86_64","sandbox":"none","tracer":null},"version":"1.0"},"#
        + #""extractor":{"digest":""# + digestText + #""},"operator":null,"outcome":"ok","#
        + #""outputs":[{"digest":""# + digestText
        + #"","mediaType":"application/json","name":"meta","size":2},{"digest":""#
        + otherDigestText + #"","mediaType":"text/plain","name":"text","size":7}],"#
        + String(commonEnd.prefix { $0 != "," }) + #","selfCheck":{"identical":true,"#
        + #""perturbed":["clock","hash-seed","time-zone"],"runs":2}"#
        + String(commonEnd.drop { $0 != "," }) + #","type":"derivation","version":1}"#

    static let claimText =
        #"{"addedAt":"# + addedAt
        + #","capture":null,"claim":{"by":null,"source":"list"},"computation":{"context":{"#
        + #""capturedAt":null,"httpContentType":null,"url":null},"extractor":""# + digestText
        + #"","input":{"digest":null,"mediaType":null,"role":"missing","size":null},"#
        + #""limits":{"memoryBytes":null,"milliseconds":null,"outputBytes":null},"#
        + #""parameters":{}},"engine":null,"extractor":{"digest":""# + otherDigestText
        + #""},"operator":null,"outcome":"claimed","outputs":[],"#
        + String(commonEnd.prefix { $0 != "," }) + #","selfCheck":null"#
        + String(commonEnd.drop { $0 != "," }) + #","type":"derivation","version":1}"#

    static func otherDigest() throws -> Digest {
        try Digest(text: otherDigestText)
    }

    static func extractor() throws -> Extractor {
        let digest = try digest()
        let other = try otherDigest()
        return Extractor(
            name: "page-text",
            version: "1.2",
            kind: .command,
            code: Reference(digest: digest, byteCount: 4),
            command: ExtractorCommand(
                executable: ExtractorCommand.Executable(
                    path: "/usr/bin/page-text",
                    digest: other,
                    byteCount: 9_007,
                ),
                arguments: ["-f", "rules", "{input}", "{output:text}"],
                environment: ["TZ=UTC", "LANG=C"],
                files: [
                    ExtractorCommand.File(
                        name: "rules",
                        content: Reference(digest: other, byteCount: 3),
                    ),
                    ExtractorCommand.File(
                        name: "Größe",
                        content: Reference(digest: digest, byteCount: 0),
                    ),
                ],
                probe: ["--version"],
            ),
            outputs: [
                Extractor.Output(name: "text", mediaType: "text/plain", form: .text),
                Extractor.Output(name: "meta", mediaType: "application/json", form: .json),
            ],
            note: "as it came",
        )
    }

    static func computation() throws -> Computation {
        Computation(
            input: Computation.Input(
                role: .original,
                blob: Reference(digest: try digest(), byteCount: 12),
                mediaType: "text/html",
            ),
            extractor: try otherDigest(),
            parameters: ["links": [true, 2]],
            context: Computation.Context(
                url: "https://example.org/ä",
                httpContentType: "text/html",
                capturedAt: "2022-06-25",
            ),
            limits: Computation.Limits(memoryByteCount: 1 << 20, outputByteCount: 0),
        )
    }

    static func derivation() throws -> Derivation {
        let digest = try digest()
        let other = try otherDigest()
        return Derivation(
            computation: try computation(),
            extractor: Reference(digest: digest),
            capture: Reference(digest: other),
            outcome: .ok,
            outputs: [
                Derivation.Output(
                    name: "text",
                    blob: Reference(digest: other, byteCount: 7),
                    mediaType: "text/plain",
                ),
                Derivation.Output(
                    name: "meta",
                    blob: Reference(digest: digest, byteCount: 2),
                    mediaType: "application/json",
                ),
            ],
            engine: Engine(
                name: "archive",
                version: "1.0",
                surroundings: Engine.Surroundings(
                    machine: "x86_64",
                    sandbox: "none",
                    tracer: nil,
                    closure: Reference(digest: digest, byteCount: 70),
                ),
            ),
            selfCheck: SelfCheck(
                runCount: 2,
                isIdentical: true,
                perturbed: [.timeZone, .clock, .hashSeed],
            ),
        )
    }

    static func claimedDerivation() throws -> Derivation {
        Derivation(
            computation: Computation(
                input: Computation.Input(role: .missing, blob: nil, mediaType: nil),
                extractor: try digest(),
            ),
            extractor: Reference(digest: try otherDigest()),
            outcome: .claimed,
            outputs: [],
            engine: nil,
            claim: Derivation.Claimant(name: nil, source: .list),
        )
    }
}
