// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What a verification can find.
///
/// The raw value is the stable code. SPEC §8.6.
public enum FindingCode: String, CaseIterable, Hashable, Sendable {
    /// `ARCHIVE` is not there.
    case archiveFileMissing = "E101"

    /// `ARCHIVE` is not its three lines.
    case archiveFileMalformed = "E102"

    /// `ARCHIVE` names another origin or key than entry 1.
    case archiveFileMismatch = "E103"

    /// `ARCHIVE` says a version of the format that this program does not know.
    case formatNewer = "E104"

    /// `SPEC.md` is not there.
    case specificationMissing = "E105"

    /// `SPEC.md` is another text than the archive was made under.
    case specificationMismatch = "E106"

    /// A link, device, pipe or folder in place of a checked file, or no folder for one.
    case notAPlainFile = "E107"

    /// A name in the archive that the format does not allow.
    case unexpectedFile = "N108"

    /// The digest of a pack is not its name.
    case packHashMismatch = "E201"

    /// A pack that an entry names is not there.
    case packMissing = "E202"

    /// A pack has another length than its entry says.
    case packLengthMismatch = "E203"

    /// Bytes in a pack that are no member.
    case memberMalformed = "E204"

    /// A member does not inflate to what its header says.
    case memberDataMismatch = "E205"

    /// A pack has another number of members than its entry says.
    case memberCountMismatch = "E206"

    /// The segments of a large blob are not complete and in order.
    case segmentsBroken = "E207"

    /// A pack that no entry names.
    case packOrphan = "N208"

    /// A member that a newer program wrote.
    case memberNewer = "E209"

    /// A commit that is none, or that adds entries again.
    case commitMalformed = "E301"

    /// A commit before this one is not there.
    case commitMissing = "E302"

    /// A checkpoint is of another tree size than the log has there.
    case treeSizeMismatch = "E303"

    /// A checkpoint has another root hash than the log has there.
    case rootMismatch = "E304"

    /// A signature by a key in force is not valid.
    case signatureInvalid = "E305"

    /// A commit that no key in force signed.
    case signatureMissing = "E306"

    /// A checkpoint of another log.
    case originMismatch = "E307"

    /// An entry of a type that this program does not know.
    case entryTypeUnknown = "E308"

    /// No key is known to check the signatures with.
    case keyUnknown = "E309"

    /// There are no commits.
    case logEmpty = "E310"

    /// A statement that an entry names is in no pack.
    case statementMissing = "E401"

    /// A statement that is none.
    case statementMalformed = "E402"

    /// A statement of another type than its entry says.
    case statementTypeMismatch = "E403"

    /// A statement that a newer program wrote.
    case statementNewer = "E404"

    /// A key statement that cannot be, given the keys in force.
    case keyStatementInvalid = "E405"

    /// A blob that a statement names is in no pack.
    case blobMissing = "E501"

    /// A blob has another length than a statement says.
    case blobLengthMismatch = "E502"

    /// The extractor's statement of a derivation is none, or of another extractor.
    case extractorMismatch = "E503"

    /// The log is shorter than the one that is remembered.
    case rollback = "E601"

    /// The log is not an extension of the one that is remembered.
    case fork = "E602"

    /// The pinned key did not sign, or was revoked.
    case keyMismatch = "E603"

    /// The system refused to read a file.
    case unreadable = "E701"
}

extension FindingCode {
    /// What is at stake.
    ///
    /// SPEC §8.6.
    public var `class`: FindingClass {
        switch self {
        case .archiveFileMismatch, .treeSizeMismatch, .rootMismatch, .signatureInvalid,
            .signatureMissing, .originMismatch, .keyUnknown, .keyStatementInvalid, .rollback, .fork,
            .keyMismatch:
            .trust
        case .formatNewer, .memberNewer, .entryTypeUnknown, .statementNewer:
            .newer
        case .unexpectedFile, .packOrphan:
            .notice
        case .unreadable:
            .inputOutput
        default:
            .damage
        }
    }

    /// The name that goes with the code, such as `pack-hash-mismatch`.
    public var name: String {
        // Cases are named as SPEC names the findings, but for capitals in place of hyphens.
        var name = ""
        for character in "\(self)" {
            name += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
        return name
    }
}

/// What is at stake with a finding, and the exit code that goes with it.
///
/// SPEC §8.6.
public enum FindingClass: String, CaseIterable, Hashable, Sendable {
    /// Bytes are changed or missing.
    case damage

    /// A signature, the log's history or a key is not to be trusted.
    case trust

    /// A newer program is needed to check it.
    case newer

    /// The system refused, so nothing is known.
    case inputOutput = "input-output"

    /// Nothing is wrong; somebody may want to know.
    case notice

    /// The exit code of a program that found this and nothing worse.
    public var exitCode: Int32 {
        switch self {
        case .damage: 1
        case .trust: 6
        case .newer: 5
        case .inputOutput: 7
        case .notice: 0
        }
    }

    /// The classes other than ``notice``, the one that decides the exit code first.
    static let byRank: [Self] = [.trust, .damage, .inputOutput, .newer]
}
