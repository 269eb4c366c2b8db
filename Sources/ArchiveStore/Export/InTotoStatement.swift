// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
internal import Provenance
internal import TransparencyLog

/// A derivation as an in-toto statement, version 1, with SLSA provenance, version 1.
///
/// `docs/lineage.md` says what each member holds.
public enum InTotoStatement {
    /// The build type: what computations are.
    public static let buildType = "urn:x-archive:derivation:1"

    /// Makes the statement about a derivation.
    ///
    /// - Parameters:
    ///   - step: The derivation, with its extractor. It was run and gave outputs.
    ///   - archive: The archive that it is in. Every entry of the log is read once.
    /// - Returns: The statement.
    /// - Throws: ``ArchiveError`` with ``ArchiveError/Code/invalidRequest`` for a derivation that
    ///   is only claimed or has no outputs, and with ``ArchiveError/Code/notTrusted`` when the
    ///   newest checkpoint does not cover it.
    public static func make(
        of step: Lineage.Step,
        in archive: ArchiveReader,
    ) throws(ArchiveError) -> JSONValue {
        let derivation = step.derivation
        guard let engine = derivation.engine else {
            throw refusal(step, "only claims its outputs: nothing was run that could be attested")
        }
        guard !derivation.outputs.isEmpty else {
            throw refusal(step, "has no outputs, and ended with \(derivation.outcome)")
        }
        let receipt = try archive.proof(of: step.recorded)
        return [
            "_type": "https://in-toto.io/Statement/v1",
            "subject": .array(
                derivation.outputs.map { output in
                    [
                        "digest": digest(output.blob.digest),
                        "mediaType": .string(output.mediaType),
                        "name": .string(output.name),
                    ]
                }
            ),
            "predicateType": "https://slsa.dev/provenance/v1",
            "predicate": [
                "buildDefinition": definition(step, archive),
                "runDetails": [
                    "builder": [
                        "id": .string("urn:x-archive:engine:\(plain(engine.name))"),
                        "version": .object(version(of: engine)),
                    ],
                    "metadata": [
                        "invocationId": .string(
                            "urn:x-archive:statement:sha256:\(step.recorded.id.hex)"
                        )
                    ],
                    "byproducts": byproducts(step, receipt.encode()),
                ],
            ],
        ]
    }

    private static func definition(_ step: Lineage.Step, _ archive: ArchiveReader) -> JSONValue {
        let derivation = step.derivation
        let bytes = derivation.computation.identityBytes
        let checkpoint = archive.checkpoint.checkpoint
        let root = checkpoint.rootHash.bytes
        let computation = try? CanonicalJSON.decode(bytes, limits: Statement.limits)
        return [
            "buildType": .string(buildType),
            "externalParameters": ["computation": computation ?? .null],
            "internalParameters": [
                "capture": JSONValue(derivation.capture?.digest.description),
                "computationID": .string(Sha256.digest(bytes.span).description),
                "entry": .integer(Int64(step.recorded.entry)),
                "origin": .string("\(archive.identity.origin)"),
                "outcome": .string(derivation.outcome.description),
                "recordedAt": .string(step.recorded.statement.addedAt.value),
                "recordedBy": "clock of the signer",
                "rootHash": .string(Base64.encode(root.span)),
                "selfCheck": derivation.selfCheck.map { check in
                    [
                        "identical": .bool(check.isIdentical),
                        "runs": .integer(Int64(check.runCount)),
                    ]
                } ?? .null,
                "treeSize": .integer(Int64(checkpoint.treeSize)),
            ],
            "resolvedDependencies": .array(dependencies(step)),
        ]
    }

    private static func dependencies(_ step: Lineage.Step) -> [JSONValue] {
        let derivation = step.derivation
        let input = derivation.computation.input
        var found: [JSONValue] = []
        if let blob = input.blob {
            var dependency: JSONObject = [
                "annotations": ["role": .string(input.role.rawValue)],
                "digest": digest(blob.digest),
                "name": "input",
            ]
            dependency["mediaType"] = input.mediaType.map { .string($0) }
            dependency["uri"] = derivation.computation.context.url.map { .string($0) }
            found.append(.object(dependency))
        }
        found.append([
            "annotations": [
                "extractorID": .string(derivation.computation.extractor.description),
                "name": JSONValue(step.extractor?.name),
                "version": JSONValue(step.extractor?.version),
            ],
            "digest": digest(derivation.extractor.digest),
            "mediaType": "application/json",
            "name": "extractor",
        ])
        return found
    }

    /// The statement and its receipt, so that the log's own proof is at hand.
    private static func byproducts(_ step: Lineage.Step, _ receipt: [UInt8]) -> JSONValue {
        [
            [
                "content": .string(Base64.encode(step.recorded.bytes.span)),
                "digest": digest(step.recorded.id),
                "mediaType": "application/json",
                "name": "statement",
            ],
            [
                "content": .string(Base64.encode(receipt.span)),
                "mediaType": "text/plain",
                "name": "receipt",
            ],
        ]
    }

    private static func digest(_ digest: Digest) -> JSONValue {
        ["sha256": .string(digest.hex)]
    }

    private static func version(of engine: Engine) -> JSONObject {
        var object = JSONObject()
        object[plain(engine.name)] = .string(engine.version)
        return object
    }

    /// A name as a part of an address and as the name of a member.
    private static func plain(_ name: String) -> String {
        let bytes = name.utf8.map { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) ? byte : 0x2D
        }
        return bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    private static func refusal(_ step: Lineage.Step, _ why: String) -> ArchiveError {
        ArchiveError(
            .invalidRequest,
            "The derivation of entry \(step.recorded.entry) \(why). `--as prov-json` can say that.",
        )
    }
}
