// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Glibc

/// The end of a command that did not go entirely well.
struct Outcome: Error {
    static let damage: Int32 = 1
    static let usage: Int32 = 2
    static let incomplete: Int32 = 3
    static let notAnArchive: Int32 = 4
    static let newerFormat: Int32 = 5
    static let notTrusted: Int32 = 6
    static let inputOutput: Int32 = 7
    static let differs: Int32 = 8

    /// Which of several is told.
    static let byRank = [notTrusted, damage, inputOutput, newerFormat, differs, incomplete]

    let exitCode: Int32
    var message: String?

    /// What the last line of JSON output says besides.
    var summary: JSONObject = [:]

    init(exitCode: Int32, message: String? = nil) {
        self.exitCode = exitCode
        self.message = message
    }

    init(_ error: ArchiveError) {
        let code =
            switch error.code {
            case .notAnArchive: Self.notAnArchive
            case .alreadyAnArchive, .invalidRequest: Self.usage
            case .newerFormat: Self.newerFormat
            case .notTrusted: Self.notTrusted
            case .missingOrDamaged: Self.damage
            case .inputOutput: Self.inputOutput
            }
        self.init(exitCode: code, message: error.message)
    }

    /// The end of a command that could not see everything; `nil` when it could.
    ///
    /// - Parameters:
    ///   - lost: What it could not see.
    ///   - consequence: What follows from that.
    init?(_ lost: LostStatements, so consequence: String) {
        guard let failure = lost.failure else {
            return nil
        }
        let names = lost.entries.map { "\($0)" }.joined(separator: ", ")
        let others = lost.count > lost.entries.count ? " and others" : ""
        let entries = lost.count == 1 ? "entry \(names) is" : "entries \(names)\(others) are"
        self.init(
            exitCode: Self(failure).exitCode,
            message: "What \(entries) about cannot be read, so \(consequence). Run "
                + "`archive verify`.",
        )
    }

    /// The end by a signal, as a shell would report it.
    init(signal: Int32, message: String? = nil) {
        self.init(exitCode: 128 + signal, message: message)
    }
}
