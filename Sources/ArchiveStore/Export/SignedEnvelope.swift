// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore
public import TransparencyLog

/// A signed text of a stated type: DSSE, version 1.0.2.
///
/// What is signed starts with `DSSEv1 ` and holds no line feed when the payload holds none. A
/// checkpoint starts with an origin, which has no space, and a line feed: no signature over one is
/// a signature over the other.
public struct SignedEnvelope: Hashable, Sendable {
    /// The type of an in-toto statement in JSON.
    public static let inTotoType = "application/vnd.in-toto+json"

    /// What the payload is.
    public let payloadType: String

    /// The signed text.
    public let payload: [UInt8]

    /// Name and key ID of the key, as they stand at the start of its verifier key.
    public let keyID: String

    /// The signature of ``encoding(of:_:)``.
    public let signature: [UInt8]

    /// Signs a payload.
    public init(_ payload: [UInt8], type payloadType: String, signedBy key: SignerKey) {
        self.payload = payload
        self.payloadType = payloadType
        let verifierKey = key.verifierKey.encode()
        keyID = verifierKey.split(separator: "+").prefix(2).joined(separator: "+")
        signature = key.sign(Self.encoding(of: payloadType, payload)).signature
    }

    /// What is signed: the pre-authentication encoding of type and payload.
    ///
    /// - Parameters:
    ///   - payloadType: What the payload is.
    ///   - payload: Its bytes.
    /// - Returns: `DSSEv1`, and behind a space each: the type's length, the type, the payload's
    ///   length, the payload.
    public static func encoding(of payloadType: String, _ payload: [UInt8]) -> [UInt8] {
        let head = "DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) "
        return Array(head.utf8) + payload
    }

    /// The envelope as JSON.
    public var json: JSONValue {
        [
            "payload": .string(Base64.encode(payload.span)),
            "payloadType": .string(payloadType),
            "signatures": [
                ["keyid": .string(keyID), "sig": .string(Base64.encode(signature.span))]
            ],
        ]
    }
}
