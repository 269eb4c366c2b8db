// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import TransparencyLog

/// The file in staging that says with which entries a finished pack is to be committed.
///
/// The entries a line each, an empty line, and a signed note. Without the signature anybody who
/// can write to the folder could have what they like signed by the next writer: SPEC §11.2. The
/// note's text has two lines, so that it is never taken for a checkpoint, which has three.
enum StagedEntries {
    private static let title = "archive staged entries 1"

    /// The file's bytes.
    static func encode(_ entries: [LogEntry], _ signer: SignerKey) -> [UInt8] {
        var lines: [UInt8] = []
        for entry in entries {
            lines += entry.encode() + [0x0A]
        }
        let text = text(over: lines)
        do throws(NoteFailure) {
            return lines + [0x0A]
                + (try Note(text: text, signatures: [signer.sign(text)]).encode())
        } catch {
            preconditionFailure("two lines are a note's text: \(error)")
        }
    }

    /// The entries, or `nil` when the bytes are none that one of the keys signed.
    static func decode(_ bytes: [UInt8], keys: [VerifierKey]) -> [LogEntry]? {
        guard
            let end = (1..<max(1, bytes.count)).first(where: {
                bytes[$0 - 1] == 0x0A && bytes[$0] == 0x0A
            }),
            let note = try? Note.decode(Array(bytes[(end + 1)...]))
        else {
            return nil
        }
        let lines = Array(bytes[..<end])
        guard note.text == text(over: lines), (try? note.verify(with: keys)) != nil else {
            return nil
        }
        var entries: [LogEntry] = []
        for line in lines.split(separator: 0x0A) {
            let bytes = Array(line)
            guard let entry = try? LogEntry.decode(bytes.span) else {
                return nil
            }
            entries.append(entry)
        }
        return (2...Commit.maximumEntryCount).contains(entries.count) ? entries : nil
    }

    private static func text(over lines: [UInt8]) -> [UInt8] {
        Array("\(title)\n\(Sha256.digest(lines.span))\n".utf8)
    }
}
