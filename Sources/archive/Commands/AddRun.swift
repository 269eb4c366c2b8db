// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import Provenance
internal import SystemPackage
internal import TransparencyLog

/// One run of `add`: counts, reports each document, commits at the end.
struct AddRun: ~Copyable {
    private var writer: ArchiveWriter
    private let command: AddCommand
    private let heads: WatchedHeadStore
    private let line: AddLine
    private var report: AddReport

    init(
        _ writer: consuming ArchiveWriter,
        _ heads: WatchedHeadStore,
        _ command: AddCommand,
        _ choice: ExtractorChoice?,
    ) {
        if writer.isFirstUse, !command.common.quiet {
            Console.complainVerbatim(
                "archive: this machine has not seen this archive before; its history is taken as "
                    + "it is."
            )
        }
        self.writer = writer
        if let choice {
            self.writer.startDeriving(choice, ExtractorArgument.runner())
        }
        self.heads = heads
        self.command = command
        line = AddLine(command.common)
        report = AddReport(command.common)
    }

    /// Adds everything, and says what is stored.
    mutating func run(_ lists: [DocumentList]) throws {
        do {
            try addAll(lists)
            try finish()
        } catch {
            guard let failure = error as? ArchiveError else {
                throw error
            }
            Progress.clear()
            if let cause = heads.failure {
                throw report.outcome(ofUnremembered: cause)
            }
            throw report.outcome(of: Outcome(failure))
        }
    }

    /// Reads lists to their end before anything is stored, and tells all that is wrong with them.
    static func validate(_ lists: [DocumentList], _ names: [String]) throws {
        var failureCount = 0
        for (list, name) in zip(lists, names) {
            try list.read { result in
                if case .failure(let failure) = result {
                    Console.complain("\(name):\(failure.line): \(failure.message)")
                    failureCount += 1
                }
                return failureCount < 1_000
            }
        }
        if failureCount > 0 {
            throw Outcome(
                exitCode: Outcome.usage,
                message: "\(Amounts.text(failureCount, "line")) of the list cannot be used. "
                    + "Nothing was stored.",
            )
        }
    }

    private mutating func addAll(_ lists: [DocumentList]) throws {
        let command = command
        line.start { estimate in
            if command.stdin {
                estimate.startWithStandardInput()
                return
            }
            estimate.start(
                command.paths.map { PathArgument.path($0) },
                lists,
                archive: command.common.place,
                followsLinks: command.followLinks,
            )
        }
        if command.stdin {
            var description = try command.description.make()
            description.container = Container(kind: .stdin)
            let expected = try command.expect.map { try Digest(userText: $0) }
            try add(StreamSource(.standardInput), description, "standard input", expected)
        }
        for text in command.paths where !isStopped {
            try add(path: PathArgument.path(text))
        }
        for list in lists where !isStopped {
            try add(list)
        }
    }

    private var isStopped: Bool {
        Interruption.signal != nil
    }

    private mutating func add(_ list: DocumentList) throws {
        // The list is read once more, document by document; what is kept is one line.
        var failure: (any Error)?
        try list.read { result in
            guard !isStopped else {
                return false
            }
            do {
                try add(result.get())
            } catch {
                failure = error
            }
            return failure == nil
        }
        if let changed = failure as? ListFailure {
            throw ArchiveError(
                .inputOutput,
                "The list changed while it was read, at line \(changed.line): "
                    + "\(changed.message). Nothing since the last commit is stored.",
            )
        }
        if let failure {
            throw failure
        }
    }

    private mutating func add(_ document: ListedDocument) throws {
        guard let file = open(document.file) else {
            return
        }
        let name = document.file.string
        try add(FileSource(file), document.description, name, document.expected)
    }

    private mutating func open(_ path: FilePath) -> OpenFile? {
        do throws(StoreError) {
            return try OpenFile.open(path, followingLink: command.followLinks)
        } catch {
            let isFolder = error.code == .notPlain && (try? Folder.open(path)) != nil
            let hint = path == "-" ? "; --stdin adds what comes from standard input" : ""
            report.fail(path.string, isFolder ? "it is a folder" : reason(error) + hint)
            return nil
        }
    }

    /// Why a file is not added, and what to do, without the file's name.
    private func reason(_ error: StoreError) -> String {
        switch error.cause?.errno {
        case .tooManySymbolicLinkLevels:
            command.followLinks
                ? "its symbolic links lead nowhere"
                : "it is a symbolic link; --follow-links adds what it leads to"
        case .noSuchFileOrDirectory: "there is no such file"
        case .permissionDenied: "permission denied; only who may read it can add it"
        case .some(let errno): "the system says: \(errno) (\(error.cause?.call ?? ""))"
        case nil where error.code == .notPlain:
            "it is a device, pipe or socket; --stdin adds what comes out of one"
        case nil: error.message
        }
    }

    private mutating func add(path: FilePath) throws {
        if (try? Folder.open(path)) != nil {
            guard command.recursive else {
                report.fail(path.string, "it is a folder; --recursive adds what is in it")
                return
            }
            try addFolder(path)
            return
        }
        guard let file = open(path) else {
            return
        }
        var description = try command.description.make()
        let name = path.lastComponent.map { FilePath(root: nil, [$0]).bytes } ?? path.bytes
        description.container = Container(kind: .file, name: FileName(bytes: name))
        let expected = try command.expect.map { try Digest(userText: $0) }
        try add(FileSource(file), description, path.string, expected)
    }

    private mutating func addFolder(_ path: FilePath) throws {
        var walk: FolderWalk
        do throws(StoreError) {
            // A file that grows as it is added would never end.
            let own = try Folder.open(command.common.place)
            walk = try FolderWalk(path, followsLinks: command.followLinks, except: own)
        } catch {
            report.fail(path.string, reason(error))
            return
        }
        let description = try command.description.make()
        while !isStopped, let step = walk.next() {
            switch step {
            case .file(let file, let name):
                var description = description
                description.container = Container(kind: .file, name: FileName(bytes: name))
                try add(FileSource(file), description, file.name, nil, isNamed: false)
            case .skipped(let name, let kind):
                report.skippedCount += 1
                let what =
                    switch kind {
                    case .link: "a symbolic link; --follow-links adds what it leads to"
                    case .folder: "the archive that is added to"
                    case .file, .special: "a device, pipe or socket"
                    }
                Console.complain("\(name): passed over, it is \(what)")
            case .failure(let name, let error):
                report.fail(name, reason(error))
            }
        }
    }

    private mutating func add(
        _ source: any DocumentSource,
        _ description: DocumentDescription,
        _ name: String,
        _ expected: BlobID?,
        isNamed: Bool = true,
    ) throws {
        do throws(ArchiveWriter.DocumentFailure) {
            let outcome = try writer.add(
                WatchedSource(source, line),
                description,
                again: command.again,
                expected: expected,
            )
            let byteCount = report.keep(outcome, name: name)
            line.finishDocument(byteCount: byteCount)
            if command.stdin, byteCount == 0, !command.common.quiet {
                Console.complain(
                    "Standard input was empty: an empty document is stored. Look whether the "
                        + "program before the pipe failed."
                )
            }
            if writer.pendingCount == 0 {
                confirm()
            } else if report.isFull {
                do throws(ArchiveError) {
                    try commit()
                } catch {
                    throw .archive(error)
                }
            }
        } catch {
            switch error {
            case .unreadable(let cause):
                report.fail(name, isStopped ? "the program was told to stop" : reason(cause))
            case .changing:
                report.fail(
                    name,
                    "it changes while it is read; try again when nobody writes to it",
                )
            case .unexpectedDigest(let actual):
                report.fail(name, "its digest is \(actual), not the expected one", isDamage: true)
            case .signingKey where isNamed:
                report.fail(name, Self.isSigningKey)
            case .signingKey:
                report.skippedCount += 1
                Console.complain("\(name): passed over, \(Self.isSigningKey)")
            case .statement(let failure):
                report.fail(name, "what is said of it cannot be recorded: \(failure)")
            case .archive(let failure):
                throw failure
            }
        }
    }

    private static let isSigningKey =
        "it is a signing key, and what is in an archive cannot be taken out again"

    private mutating func commit() throws(ArchiveError) {
        _ = try writer.commit()
        confirm()
    }

    /// Tells of what is in the log by now.
    private mutating func confirm() {
        report.confirm()
        report.derivations.add(writer.takeResults())
    }

    /// Commits, and says what is stored now.
    private mutating func finish() throws {
        try commit()
        Progress.clear()
        let checkpoint = writer.archive.checkpoint.checkpoint
        let outcome = isStopped ? stopped : report.outcome
        if command.common.json {
            report.printJSON(checkpoint, exitCode: outcome?.exitCode ?? 0)
        } else if !command.common.quiet {
            report.printText(checkpoint)
        }
        if let outcome {
            throw outcome
        }
    }

    private var stopped: Outcome {
        var message = "Stopped. The same command goes on; what is stored is not stored again."
        if let count = writer.givenUpCount, count > 0 {
            message +=
                " Of \(Amounts.text(count, "document")) nothing was extracted: "
                + "`archive extract` does that."
        }
        return Outcome(signal: Interruption.signal ?? 0, message: message)
    }
}
