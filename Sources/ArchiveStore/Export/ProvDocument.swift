// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
internal import ArchiveCrypto
internal import Provenance
internal import TransparencyLog

/// A graph as a document of the W3C's PROV data model, in PROV-JSON (member submission, 2013).
///
/// `docs/lineage.md` says what stands for what.
public struct ProvDocument {
    /// The namespace of what PROV has no words for.
    public static let terms = "urn:x-archive:terms:1:"

    /// The kinds of things that are named, each with a namespace of its own.
    private enum Name: String, CaseIterable {
        case blob
        case entry
        case `extractor`
        case key
        case missing
        case `operator`
        case statement

        var namespace: String {
            "urn:x-archive:\(rawValue):"
        }

        func callAsFunction(_ local: String) -> String {
            "\(rawValue):\(local)"
        }
    }

    private let archive: ArchiveReader
    private let key: String?
    private var records: [String: JSONObject] = [:]
    private var relationCount = 0

    /// Describes a graph.
    ///
    /// - Parameters:
    ///   - lineage: The graph.
    ///   - archive: The archive that it is of.
    /// - Returns: PROV-JSON.
    /// - Throws: ``ArchiveError``.
    public static func make(
        of lineage: Lineage,
        in archive: ArchiveReader,
    ) throws(ArchiveError) -> JSONValue {
        var document = ProvDocument(archive, key: try archive.checkpointKey())
        for blob in lineage.blobs.values.sorted(by: { $0.id < $1.id }) {
            document.add(blob)
        }
        for entry in lineage.steps.keys.sorted() {
            if let step = lineage.steps[entry] {
                document.add(step)
            }
        }
        return document.json
    }

    private init(_ archive: ArchiveReader, key: VerifierKey?) {
        self.archive = archive
        self.key = key.map { key in
            let parts = key.encode().split(separator: "+")
            return Name.key(String(parts[1]))
        }
        if let key, let id = self.key {
            let text = JSONValue.string(key.encode())
            put("agent", id, ["prov:type": Self.type("Key"), "archive:verifierKey": text])
        }
    }

    private var json: JSONValue {
        var prefixes = JSONObject()
        prefixes["archive"] = .string(Self.terms)
        for name in Name.allCases {
            prefixes[name.rawValue] = .string(name.namespace)
        }
        var object = JSONObject()
        object["prefix"] = .object(prefixes)
        for (kind, records) in records {
            object[kind] = .object(records)
        }
        return .object(object)
    }

    // What there is

    private mutating func add(_ blob: Lineage.Blob) {
        var attributes: JSONObject = [
            "prov:type": Self.type("Blob"),
            "archive:sha256": .string(blob.id.hex),
        ]
        attributes["archive:size"] = blob.byteCount.map { .integer(Int64(clamping: $0)) }
        attributes["archive:mediaType"] = blob.mediaType.map { .string($0) }
        put("entity", Name.blob(blob.id.hex), attributes)
        for recorded in blob.captures {
            guard let capture = recorded.capture else { continue }
            let id = addStatement(recorded, "Capture", Self.attributes(of: capture))
            relate(
                "specializationOf",
                ["prov:specificEntity": id, "prov:generalEntity": Name.blob(blob.id.hex)],
            )
        }
    }

    private static func attributes(of capture: Capture) -> JSONObject {
        var attributes = JSONObject()
        attributes["archive:address"] = (capture.askedURL ?? capture.finalURL).map { .string($0) }
        attributes["archive:finalAddress"] = capture.finalURL.map { .string($0) }
        attributes["archive:capturedAt"] = capture.capturedAt.map { .string($0.value) }
        attributes["archive:capturedAtSource"] = capture.capturedAt.map {
            .string($0.source.rawValue)
        }
        let claims = capture.claims.map { claim in
            JSONValue.string("\(claim.property): \(claim.value) (\(claim.source.rawValue))")
        }
        if !claims.isEmpty {
            attributes["archive:claim"] = .array(claims)
        }
        return attributes
    }

    private mutating func add(_ step: Lineage.Step) {
        let derivation = step.derivation
        let statement = addStatement(step.recorded, "Derivation", [:])
        let extractor = addExtractor(of: step)
        guard let engine = derivation.engine else {
            addClaim(step, statement, extractor)
            return
        }
        let activity = Name.entry("\(step.recorded.entry)")
        let bytes = derivation.computation.identityBytes
        var attributes: JSONObject = [
            "prov:type": Self.type("Derivation"),
            "archive:computation": .string(Sha256.digest(bytes.span).hex),
            "archive:engine": .string("\(engine.name) \(engine.version)"),
            "archive:outcome": .string(derivation.outcome.description),
            "archive:statement": .string(step.recorded.id.hex),
        ]
        if let check = derivation.selfCheck {
            attributes["archive:selfCheckRuns"] = .integer(Int64(check.runCount))
            attributes["archive:selfCheckIdentical"] = .bool(check.isIdentical)
        }
        put("activity", activity, attributes)
        relate("wasAssociatedWith", ["prov:activity": activity, "prov:agent": extractor])
        if let input = step.inputID {
            let source = Name.blob(input.hex)
            relate("used", ["prov:activity": activity, "prov:entity": source])
        }
        for output in derivation.outputs {
            let result = Name.blob(output.blob.digest.hex)
            let name: JSONObject = ["archive:output": .string(output.name)]
            relate("wasGeneratedBy", ["prov:activity": activity, "prov:entity": result], name)
            if let input = step.inputID {
                relate(
                    "wasDerivedFrom",
                    [
                        "prov:activity": activity,
                        "prov:generatedEntity": result,
                        "prov:usedEntity": Name.blob(input.hex),
                    ],
                )
            }
        }
    }

    /// Outputs that are only claimed: nothing was run, so there is no activity.
    private mutating func addClaim(_ step: Lineage.Step, _ statement: String, _ extractor: String) {
        let context = step.derivation.computation.context
        let missing = Name.missing("\(step.recorded.entry)")
        var attributes: JSONObject = ["prov:type": Self.type("MissingOriginal")]
        attributes["archive:address"] = context.url.map { .string($0) }
        attributes["archive:capturedAt"] = context.capturedAt.map { .string($0) }
        put("entity", missing, attributes)
        let claimant = step.derivation.claim?.name.map { addOperator($0) }
        for output in step.derivation.outputs {
            let result = Name.blob(output.blob.digest.hex)
            relate(
                "wasDerivedFrom",
                ["prov:generatedEntity": result, "prov:usedEntity": missing],
                [
                    "archive:claimedExtractor": .string(extractor),
                    "archive:output": .string(output.name),
                    "prov:type": Self.type("ClaimedDerivation"),
                ],
            )
            if let claimant {
                relate("wasAttributedTo", ["prov:entity": result, "prov:agent": claimant])
            }
        }
    }

    /// A statement, who added it, and the key that vouches for it.
    private mutating func addStatement(
        _ recorded: RecordedStatement,
        _ kind: String,
        _ more: JSONObject,
    ) -> String {
        let id = Name.statement(recorded.id.hex)
        var attributes = more
        attributes["prov:type"] = Self.type("\(kind)Statement")
        attributes["archive:entry"] = .integer(Int64(recorded.entry))
        attributes["archive:origin"] = .string("\(archive.identity.origin)")
        // Not prov:time: that would say when something happened, and not what a clock showed.
        attributes["archive:recordedAt"] = [
            "$": .string(recorded.statement.addedAt.value), "type": "xsd:dateTime",
        ]
        attributes["archive:recordedBy"] = "clock of the signer"
        put("entity", id, attributes)
        if let name = recorded.statement.operator {
            let agent = addOperator(name)
            relate("wasAttributedTo", ["prov:entity": id, "prov:agent": agent])
        }
        if let key {
            relate("wasAttributedTo", ["prov:entity": id, "prov:agent": key])
        }
        return id
    }

    private mutating func addOperator(_ name: String) -> String {
        let bytes = Array(name.utf8)
        let id = Name.operator(String(Sha256.digest(bytes.span).hex.prefix(16)))
        put("agent", id, ["prov:label": .string(name), "prov:type": Self.type("Operator")])
        return id
    }

    private mutating func addExtractor(of step: Lineage.Step) -> String {
        let id = Name.extractor(step.derivation.computation.extractor.hex)
        var attributes: JSONObject = [
            "prov:type": ["$": "prov:SoftwareAgent", "type": "prov:QUALIFIED_NAME"],
            "archive:statement": .string(step.derivation.extractor.digest.hex),
        ]
        if let extractor = step.extractor {
            attributes["prov:label"] = .string("\(extractor.name) \(extractor.version)")
            attributes["archive:kind"] = .string(extractor.kind.rawValue)
        }
        put("agent", id, attributes)
        return id
    }

    // How it is written

    private static func type(_ name: String) -> JSONValue {
        ["$": .string("archive:\(name)"), "type": "prov:QUALIFIED_NAME"]
    }

    private mutating func put(_ kind: String, _ id: String, _ attributes: JSONObject) {
        records[kind, default: [:]][id] = .object(attributes)
    }

    private mutating func relate(
        _ kind: String,
        _ ends: [String: String],
        _ more: JSONObject = [:],
    ) {
        var attributes = more
        for (role, id) in ends {
            attributes[role] = .string(id)
        }
        relationCount += 1
        put(kind, "_:r\(relationCount)", attributes)
    }
}

extension ArchiveReader {
    /// The key by which the newest checkpoint is signed, as far as the index finds it.
    ///
    /// - Throws: ``ArchiveError``.
    fileprivate func checkpointKey() throws(ArchiveError) -> VerifierKey? {
        var keys = [identity.key]
        for recorded in try statements(ofType: .key) {
            if case .key(let change) = recorded.statement.body,
                let key = try? VerifierKey.decode(change.verifierKey)
            {
                keys.append(key)
            }
        }
        return keys.last { (try? checkpoint.verify(logKey: $0)) != nil }
    }
}
