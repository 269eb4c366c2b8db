// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveIO
internal import Provenance
internal import SystemPackage

/// The folder in which a command works, and what is in it: its input, the files that it brings
/// along, and a folder for its outputs.
///
/// On the disk it is `work` in a temporary folder, beside which the trace is written, out of the
/// command's reach. In a sandbox it is elsewhere; see ``CommandLaunch``.
struct WorkFolder {
    /// The input's name.
    static let inputName = "input"

    /// The name of the folder of outputs.
    static let outputName = "out"

    /// How many files and folders a command may make.
    static let itemLimit = 10_000

    /// How deep it may nest folders.
    static let depthLimit = 16

    /// The length of the longest trace, in bytes: more than two million files opened.
    static let traceByteLimit: UInt64 = 256 << 20

    private let temporary: TemporaryFolder
    private let work: Folder
    private let outputs: Folder

    /// The names of input and files.
    let names: [String]

    /// The path of what is taken from the temporary folder.
    private func path(_ name: String) -> String {
        temporary.path.appending(name).string
    }

    /// The folder's path on the disk.
    var workPath: String { path("work") }

    /// The path of the trace.
    var tracePath: String { path("trace") }

    /// The path of the temporary folder.
    var temporaryPath: String { temporary.path.string }

    /// Makes a folder.
    ///
    /// - Parameters:
    ///   - input: The input's bytes.
    ///   - files: Names and bytes of the files; names that are one component and neither of the
    ///     two above.
    ///   - user: Whom it is for, when it is not this process' user.
    /// - Throws: ``StoreError``.
    init(
        input: [UInt8],
        files: [(name: String, bytes: [UInt8])],
        user: UInt32?,
    ) throws(StoreError) {
        temporary = try TemporaryFolder()
        work = try temporary.folder.makeNewFolder("work")
        outputs = try work.makeNewFolder(Self.outputName)
        var names: [String] = []
        for (name, bytes) in [(Self.inputName, input)] + files {
            let file = try work.makeFile(name)
            try file.write(bytes.span)
            try file.makeReadOnly()
            names.append(name)
        }
        self.names = names
        if let user {
            try temporary.folder.setMode(0o711)
            try work.setOwner(user, groupID: user)
            try outputs.setOwner(user, groupID: user)
        }
    }

    /// Whether the command wrote more than it may: bytes, files, or opened more than is traced.
    ///
    /// What vanishes while it is looked at does not count.
    func isOver(byteLimit: UInt64) -> Bool {
        if let trace = try? temporary.folder.status(of: "trace"),
            trace.byteCount > Self.traceByteLimit
        {
            return true
        }
        var byteCount: UInt64 = 0
        var itemCount = 0
        var waiting = [(folder: work, depth: 0)]
        while let (folder, depth) = waiting.popLast() {
            guard let items = try? folder.items() else {
                continue
            }
            for item in items {
                itemCount += 1
                if item.kind == .folder {
                    guard depth < Self.depthLimit, itemCount < Self.itemLimit else {
                        return true
                    }
                    if let inner = try? folder.folder(bytes: item.name, followingLink: false) {
                        waiting.append((inner, depth + 1))
                    }
                } else if depth > 0 || !names.contains(where: { Array($0.utf8) == item.name }),
                    let status = try? folder.status(bytes: item.name)
                {
                    byteCount += status.byteCount
                }
            }
            guard byteCount <= byteLimit, itemCount < Self.itemLimit else {
                return true
            }
        }
        return false
    }

    /// What stands in for an output that cannot be taken.
    enum OutputFailure: Error {
        case missing
        case notAFile
        case tooLarge
    }

    /// Returns the bytes of an output.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - byteLimit: The largest number of bytes taken.
    /// - Returns: The bytes.
    /// - Throws: ``OutputFailure``.
    func output(_ name: String, byteLimit: UInt64) throws(OutputFailure) -> [UInt8] {
        do throws(StoreError) {
            let file = try outputs.file(name)
            let byteCount = try file.status().byteCount
            guard byteCount <= byteLimit else {
                throw StoreError(.poisoned, "")
            }
            var bytes = [UInt8](repeating: 0, count: Int(byteCount))
            var span = bytes.mutableSpan
            let count = try file.read(into: &span, at: 0)
            return Array(bytes[..<count])
        } catch {
            switch error.code {
            case .notFound: throw .missing
            case .poisoned: throw .tooLarge
            default: throw .notAFile
            }
        }
    }

    /// Returns the trace.
    func trace() throws(StoreError) -> [UInt8] {
        let file = try temporary.folder.file("trace")
        let byteCount = try file.status().byteCount
        var bytes = [UInt8](repeating: 0, count: Int(min(byteCount, Self.traceByteLimit)))
        var span = bytes.mutableSpan
        let count = try file.read(into: &span, at: 0)
        return Array(bytes[..<count])
    }
}
