// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import BlobStore
internal import Glibc
internal import SystemPackage
internal import TransparencyLog
internal import Verification

/// The program from its arguments to its exit code.
enum Program {
    static func run(_ words: [String]) -> Int32 {
        // A reader that goes away shows as a failed write.
        signal(SIGPIPE, SIG_IGN)
        let arguments: Arguments
        do throws(Arguments.Mistake) {
            arguments = try Arguments(words)
        } catch {
            Output.error.write("archive-verify: \(error.message).\n\n\(Arguments.usage)\n")
            return 2
        }
        if arguments.isForHelp || arguments.isForVersion {
            let version = "archive-verify \(Release.version), format 1"
            let text = arguments.isForHelp ? Arguments.usage : version
            Output.standard.write(text + "\n")
            return Output.standard.hasFailed ? 7 : 0
        }
        return verify(arguments)
    }

    private static func verify(_ arguments: Arguments) -> Int32 {
        var head: Checkpoint?
        if let path = arguments.headPath {
            do throws(Arguments.Mistake) {
                head = try readHead(path)
            } catch {
                Output.error.write("archive-verify: \(error.message).\n")
                return 2
            }
        }
        Interruption.install()
        let progress = ProgressLine()
        var options = VerificationOptions(
            mode: arguments.mode,
            pinnedKey: arguments.key,
            givenHead: head,
            selection: arguments.selection,
            shouldStop: { Interruption.signal != nil || Output.standard.hasFailed },
        )
        if !arguments.isQuiet, isatty(STDERR_FILENO) == 1 {
            options.progress = { progress.show($0) }
        }
        do throws(VerificationError) {
            let storage = try open(arguments.folder)
            let report = try Verification.verify(storage, options: options) { finding in
                progress.clear()
                show(finding, arguments)
            }
            progress.clear()
            return conclude(report, arguments)
        } catch {
            Output.error.write("archive-verify: \(error.message)\n")
            return error.exitCode
        }
    }

    private static func open(_ folder: String) throws(VerificationError) -> LocalStorage {
        do throws(StoreError) {
            return try LocalStorage(FilePath(folder))
        } catch {
            let isAbsent = error.code == .notFound || error.code == .notPlain
            throw VerificationError(
                isAbsent ? .notAnArchive : .unreadable,
                error.message,
                cause: error,
            )
        }
    }

    private static func readHead(_ path: String) throws(Arguments.Mistake) -> Checkpoint {
        let bytes: [UInt8]
        do throws(StoreError) {
            let file = try LocalFile(OpenFile.open(FilePath(path)))
            bytes = try file.readAll(limit: Commit.maximumByteCount) ?? []
        } catch {
            throw Arguments.Mistake("the checkpoint cannot be read: \(error.message)")
        }
        guard let signed = SignedCheckpoint.decode(file: bytes) else {
            throw Arguments.Mistake("\(path) is not a signed checkpoint, and does not end in one")
        }
        return signed.checkpoint
    }

    private static func show(_ finding: Finding, _ arguments: Arguments) {
        if arguments.isJSON {
            Output.standard.write(JSONReport.line(finding) + "\n")
        } else if !arguments.isQuiet || finding.code.class != .notice {
            Output.standard.write(TextReport.lines(finding).joined(separator: "\n") + "\n")
        }
    }

    private static func conclude(_ report: VerificationReport, _ arguments: Arguments) -> Int32 {
        var exitCode = report.exitCode
        if report.isStoppedEarly, exitCode == 3, let signal = Interruption.signal {
            exitCode = 128 + signal
        }
        if arguments.isJSON {
            Output.standard.write(JSONReport.line(report, exitCode: exitCode) + "\n")
        } else if !arguments.isQuiet {
            let gap = report.findingCounts.isEmpty ? "" : "\n"
            Output.standard.write(gap + TextReport.lines(report).joined(separator: "\n") + "\n")
        } else if !report.unmatchedSelectors.isEmpty {
            Output.standard.write(TextReport.headline(report) + "\n")
        }
        return Output.standard.hasFailed ? max(exitCode, 7) : exitCode
    }
}
