// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance

struct NoteCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Records a remark about a document that is in the archive.",
        discussion: """
            The remark is a statement of its own. It stands beside what it is about and
            changes nothing of it.

            EXAMPLES:
              archive note https://example.org/page "The byline's date is a reprint's."
              archive note 12 "Compared with the paper edition."
            """,
    )

    @OptionGroup var common: CommonOptions

    @OptionGroup var signing: SigningOptions

    @Argument(help: DocumentArgument.help)
    var document: DocumentArgument

    @Argument(help: "The remark.")
    var text: String

    func validate() throws {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw ValidationError("The remark is empty.")
        }
        try TextArgument.requireUTF8(text, "The remark")
    }

    func run() throws {
        var writer = try signing.writer(common)
        let subjects = try document.statements(in: writer.archive)
        let note = Note(text: text, subjects: subjects.map { Reference(digest: $0.id) })
        let id = try writer.record(.note(note))
        if common.json {
            common.printSummary(["statement": .string(id.description)])
        } else if !common.quiet {
            Console.print("Recorded \(id) about \(Amounts.text(subjects.count, "statement")).")
        }
    }
}

extension ArchiveWriter {
    /// Adds a statement without a document, and commits.
    mutating func record(_ body: Statement.Body) throws -> BlobID {
        do throws(DocumentFailure) {
            let id = try add(body)
            do throws(ArchiveError) {
                _ = try commit()
            } catch {
                throw .archive(error)
            }
            return id
        } catch {
            switch error {
            case .statement(let failure):
                throw ValidationError("It cannot be recorded: \(failure).")
            case .archive(let failure):
                throw failure
            case .unreadable, .changing, .unexpectedDigest, .signingKey:
                preconditionFailure("a statement without a document reads none")
            }
        }
    }
}
