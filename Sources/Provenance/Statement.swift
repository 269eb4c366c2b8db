// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveCore

/// The JSON that describes one capture, key or note.
///
/// SPEC §3.
///
/// `==` compares texts as Swift does, so differently composed accents are equal; where bytes
/// matter, compare what ``encode()`` gives.
public struct Statement: Hashable, Sendable {
    /// The version of every statement written here.
    public static let version: Int64 = 1

    /// The length of the longest statement, in bytes.
    public static let byteLimit = 32_768

    /// How long a statement may be and how deep it may be nested.
    public static let limits = JSONLimits(depth: 16, byteCount: byteLimit)

    /// The program that wrote a statement.
    public struct Software: Hashable, Sendable {
        /// Its name.
        public var name: String

        /// Its version.
        public var version: String

        /// Creates the name and version of a program.
        public init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    /// What a statement says.
    public enum Body: Hashable, Sendable {
        /// Bytes came from somewhere.
        case capture(Capture)

        /// A signing key comes into force or goes out of it.
        case key(KeyChange)

        /// There is something that makes blobs from a blob.
        case extractor(ExtractorStatement)

        /// An extractor made something of a blob.
        case derivation(Derivation)

        /// A remark.
        case note(Note)

        /// A reserved type, of which only the common members are known.
        case other(StatementType)
    }

    /// What keeps the digest from revealing the statement.
    public var salt: Salt

    /// When this was added: an instant by the clock.
    public var addedAt: ClaimedDate

    /// Who added it, or `nil` when that is not said.
    public var `operator`: String?

    /// The program that wrote it.
    public var software: Software

    /// What the statement says.
    public var body: Body

    /// Creates a statement.
    public init(
        salt: Salt,
        addedAt: ClaimedDate,
        operator: String?,
        software: Software,
        body: Body,
    ) {
        self.salt = salt
        self.addedAt = addedAt
        self.operator = `operator`
        self.software = software
        self.body = body
    }

    /// What the statement is about.
    public var type: StatementType {
        switch body {
        case .capture: .capture
        case .key: .key
        case .extractor: .extractor
        case .derivation: .derivation
        case .note: .note
        case .other(let type): type
        }
    }
}
