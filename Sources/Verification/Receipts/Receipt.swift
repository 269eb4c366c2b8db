// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import Provenance
public import TransparencyLog

/// What a receipt proves, after all of it was checked.
public struct Receipt: Sendable {
    /// The statement's entry in the log.
    public let entry: UInt64

    /// The digest of the statement's bytes.
    public let statementID: BlobID

    /// The statement's bytes.
    public let statementBytes: [UInt8]

    /// What the statement says.
    public let statement: Statement

    /// The signed checkpoint that the statement is under.
    public let checkpoint: SignedCheckpoint

    /// The document, when it was at hand and has the digest that the statement names.
    public let document: BlobID?

    /// What the document is to the statement: its content, a derivation's input, or an output.
    public let documentRole: DocumentRole?

    /// What a document can be to a statement.
    public enum DocumentRole: Hashable, Sendable {
        /// What was captured.
        case content

        /// What a derivation read.
        case input

        /// What a derivation gave, by name.
        case output(String)
    }

    /// The documents that the statement is about.
    var documents: [(role: DocumentRole, digest: BlobID, byteCount: UInt64?)] {
        switch statement.body {
        case .capture(let capture):
            return [(.content, capture.content.digest, capture.content.byteCount)]
        case .derivation(let derivation):
            let input = derivation.computation.input.blob.map { [(DocumentRole.input, $0)] } ?? []
            let outputs = derivation.outputs.map { (DocumentRole.output($0.name), $0.blob) }
            return (input + outputs).map { role, blob in
                (role, blob.digest, blob.byteCount.map { UInt64(clamping: $0) })
            }
        case .key, .extractor, .note, .other:
            return []
        }
    }

    /// Whether the statement is a derivation.
    public var isDerivation: Bool {
        if case .derivation = statement.body { true } else { false }
    }

    /// The capture, when the statement is one.
    public var capture: Capture? {
        if case .capture(let capture) = statement.body { capture } else { nil }
    }
}

/// Why a receipt proves nothing.
public enum ReceiptFailure: Error, Hashable, Sendable {
    /// The bytes are no receipt; `reason` says where they break.
    case malformed(reason: String)

    /// The receipt is not signed by the verifier key.
    case notSigned(origin: String)

    /// The proof does not lead from the statement to the signed root.
    case wrongProof

    /// The document is not the one that the statement names.
    case otherDocument(expected: BlobID, actual: BlobID?)

    /// The document is neither input nor output of the derivation.
    case unrelatedDocument(actual: BlobID)

    /// The receipt is good, but its statement is about no document.
    case aboutNoDocument(type: String)

    /// The system refused to read; `reason` says what.
    case unreadable(reason: String)

    /// The exit code of a program that says so.
    public var exitCode: Int32 {
        switch self {
        case .malformed, .otherDocument, .unrelatedDocument: 1
        case .aboutNoDocument: 2
        case .notSigned, .wrongProof: 6
        case .unreadable: 7
        }
    }
}

extension ReceiptFailure: CustomStringConvertible {
    /// What is wrong, for a person.
    public var description: String {
        switch self {
        case .malformed(let reason):
            "this is not a receipt, or it is damaged: \(reason)"
        case .notSigned(let origin):
            "the receipt is of the log \(origin) and not signed by the given key"
        case .wrongProof:
            "the receipt does not prove that its statement is in the log: it was changed"
        case .otherDocument(let expected, let actual?):
            "the document is \(actual), but the statement is about \(expected)"
        case .otherDocument(let expected, nil):
            "the document in the receipt is damaged; the statement is about \(expected)"
        case .unrelatedDocument(let actual):
            "the document is \(actual), which is neither the input nor an output of the derivation "
                + "that the receipt is about"
        case .aboutNoDocument(let type):
            "the receipt is good, but it is of a statement of type \(type), which is about no "
                + "document that could be compared; leave out the document"
        case .unreadable(let reason):
            reason
        }
    }
}
