// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
internal import Provenance
public import SystemPackage

/// Goes through a folder and the folders in it, in the order of the names' bytes.
public struct FolderWalk {
    /// What a walk meets.
    public enum Step {
        /// A plain file; its name starts with the name of the folder that the walk started in.
        case file(OpenFile, name: [UInt8])
        /// A link, device, pipe or socket, or the folder that is left out, which is passed over.
        case skipped(name: String, kind: FileStatus.Kind)
        /// A file or folder that could not be opened.
        case failure(name: String, StoreError)
    }

    private struct Level {
        let folder: Folder
        let name: [UInt8]
        let identity: FileIdentity
        var items: ArraySlice<Folder.Item>
    }

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64

        init(_ status: FileStatus) {
            device = status.device
            inode = status.inode
        }
    }

    /// How deep folders may be in one another.
    private static let depthLimit = 128

    private let followsLinks: Bool
    private let exception: FileIdentity?
    private var levels: [Level] = []

    /// Starts in a folder.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - followsLinks: Whether symbolic links to files and folders are followed.
    ///   - exception: A folder that is passed over: the archive that is added to.
    /// - Throws: ``StoreError`` when it cannot be opened, or is the exception.
    public init(
        _ path: FilePath,
        followsLinks: Bool,
        except exception: Folder? = nil,
    ) throws(StoreError) {
        self.followsLinks = followsLinks
        self.exception = try exception.map { folder throws(StoreError) in
            try FileIdentity(folder.status())
        }
        let folder = try Folder.open(path)
        guard try FileIdentity(folder.status()) != self.exception else {
            throw StoreError(.inputOutput, "it is the archive that is added to")
        }
        let last = path.lexicallyNormalized().lastComponent.map { FilePath(root: nil, [$0]).bytes }
        try push(folder, name: last.flatMap { $0 == Array("..".utf8) ? nil : $0 } ?? [])
    }

    private mutating func push(_ folder: Folder, name: [UInt8]) throws(StoreError) {
        let identity = try FileIdentity(folder.status())
        // A link that leads back up would never end.
        guard levels.count < Self.depthLimit, !levels.contains(where: { $0.identity == identity })
        else {
            throw StoreError(.inputOutput, "it contains itself, or is 128 folders deep")
        }
        let items = try folder.items()
        levels.append(Level(folder: folder, name: name, identity: identity, items: items[...]))
    }

    /// Returns what comes next, or `nil` at the end.
    public mutating func next() -> Step? {
        while !levels.isEmpty {
            let last = levels.count - 1
            guard let item = levels[last].items.popFirst() else {
                levels.removeLast()
                continue
            }
            let level = levels[last]
            let name = level.name.isEmpty ? item.name : level.name + [0x2F] + item.name
            if let step = step(item, in: level.folder, name: name) {
                return step
            }
        }
        return nil
    }

    private mutating func enter(_ folder: Folder, _ name: [UInt8]) throws(StoreError) -> Step? {
        guard try FileIdentity(folder.status()) != exception else {
            return .skipped(name: String(decoding: name, as: UTF8.self), kind: .folder)
        }
        try push(folder, name: name)
        return nil
    }

    private mutating func step(_ item: Folder.Item, in folder: Folder, name: [UInt8]) -> Step? {
        let text = String(decoding: name, as: UTF8.self)
        do throws(StoreError) {
            switch item.kind {
            case .folder:
                return try enter(folder.folder(bytes: item.name, followingLink: false), name)
            case .file:
                return .file(try folder.file(bytes: item.name, followingLink: false), name: name)
            case .link where followsLinks:
                if let opened = try? folder.folder(bytes: item.name, followingLink: true) {
                    return try enter(opened, name)
                }
                return .file(try folder.file(bytes: item.name, followingLink: true), name: name)
            case .link, .special:
                return .skipped(name: text, kind: item.kind)
            }
        } catch {
            return .failure(name: text, error)
        }
    }
}
