// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
public import ArchiveIO
internal import Synchronization

/// An archive's files in memory: for tests, and for trying things out.
public final class MemoryStorage: ArchiveStorage {
    private struct State {
        var files: [String: [UInt8]] = [:]
        var notPlain: [String: FileStatus.Kind] = [:]

        /// What a path stands for; folders are there when something is in them.
        func kind(of path: String) -> FileStatus.Kind? {
            if files[path] != nil {
                return .file
            }
            let prefix = path.isEmpty ? "" : path + "/"
            let isFolder =
                path.isEmpty || files.keys.contains { $0.hasPrefix(prefix) }
                || notPlain.keys.contains { $0.hasPrefix(prefix) }
            return notPlain[path] ?? (isFolder ? .folder : nil)
        }

        /// Why a path leads nowhere: something on the way to it is no folder.
        func isBlocked(_ path: String) -> Bool {
            path.indices.contains { index in
                path[index] == "/" && (kind(of: String(path[..<index])) ?? .folder) != .folder
            }
        }
    }

    private let state: Mutex<State>

    /// The archive's place in messages.
    public let name = "memory"

    /// Starts with the given files, by path.
    public init(files: [String: [UInt8]] = [:]) {
        state = Mutex(State(files: files))
    }

    /// All files, by path.
    public var files: [String: [UInt8]] {
        get { state.withLock { $0.files } }
        set { state.withLock { $0.files = newValue } }
    }

    /// Puts something that is not a plain file at a path.
    public func place(_ kind: FileStatus.Kind, at path: String) {
        state.withLock {
            $0.files[path] = nil
            $0.notPlain[path] = kind
        }
    }

    /// The names in a folder, sorted by their bytes.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/notPlain``.
    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        let prefix = folder.isEmpty ? "" : folder + "/"
        let (kinds, kind, isBlocked) = state.withLock { state in
            var kinds: [String: FileStatus.Kind] = [:]
            let others = state.notPlain.map { ($0.key, $0.value) }
            for (path, kind) in state.files.keys.map({ ($0, .file) }) + others
            where path.hasPrefix(prefix) {
                let rest = path.dropFirst(prefix.count)
                let name = rest.prefix { $0 != "/" }
                kinds[String(name)] = name.count == rest.count ? kind : .folder
            }
            return (kinds, state.kind(of: folder), state.isBlocked(folder))
        }
        guard kind == .folder else {
            let code: StoreError.Code = kind == nil && !isBlocked ? .notFound : .notPlain
            throw StoreError(code, "\(folder): no such folder.")
        }
        return kinds.map { Folder.Item(name: Array($0.key.utf8), kind: $0.value) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// Opens a file for reading.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound`` or
    ///   ``StoreError/Code/notPlain``.
    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        let (bytes, isNotPlain) = state.withLock {
            ($0.files[path], $0.kind(of: path) != nil || $0.isBlocked(path))
        }
        guard let bytes else {
            let code: StoreError.Code = isNotPlain ? .notPlain : .notFound
            throw StoreError(code, "\(path): no such plain file.")
        }
        return MemoryFile(bytes, stagedName: "")
    }

    /// Makes a place for work in flight.
    public func makeStaging() throws(StoreError) -> any StagingArea {
        MemoryStaging(storage: self)
    }

    /// Does nothing: work in flight goes with its writer.
    public func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {}

    /// Does nothing but find the file: memory has no power cut.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``.
    public func synchronize(_ path: String) throws(StoreError) {
        _ = try open(path)
    }

    /// Makes a cache file, or replaces it.
    ///
    /// - Throws: ``StoreError`` that `body` throws.
    public func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        let file = MemoryFile([], stagedName: "")
        try body(file)
        state.withLock { $0.files[path] = file.bytes }
    }

    /// Removes a cache file.
    ///
    /// - Throws: ``StoreError`` with ``StoreError/Code/notFound``.
    public func removeCache(_ path: String) throws(StoreError) {
        guard state.withLock({ $0.files.removeValue(forKey: path) != nil }) else {
            throw StoreError(.notFound, "\(path): no such file.")
        }
    }

    fileprivate func publish(_ bytes: [UInt8], as path: String) throws(StoreError) {
        let failure: StoreError? = state.withLock { state in
            if state.isBlocked(path) {
                return StoreError(.notPlain, "\(path): something on the way is no folder.")
            }
            guard state.kind(of: path) == nil else {
                return StoreError(.alreadyExists, "\(path): there already.")
            }
            state.files[path] = bytes
            return nil
        }
        if let failure {
            throw failure
        }
    }
}

private final class MemoryFile: StagedFile {
    let stagedName: String
    private let storage: Mutex<[UInt8]>

    init(_ bytes: [UInt8], stagedName: String) {
        storage = Mutex(bytes)
        self.stagedName = stagedName
    }

    var bytes: [UInt8] {
        storage.withLock { $0 }
    }

    var byteCount: UInt64 {
        UInt64(storage.withLock { $0.count })
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        let bytes = bytes
        guard offset < UInt64(bytes.count) else {
            return 0
        }
        let start = Int(offset)
        let count = min(buffer.count, bytes.count - start)
        unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe buffer.update(fromContentsOf: bytes[start..<start + count])
        }
        return count
    }

    func write(_ bytes: Span<UInt8>) throws(StoreError) {
        let copy = [UInt8](bytes)
        storage.withLock { $0.append(contentsOf: copy) }
    }

    func truncate(to byteCount: UInt64) throws(StoreError) {
        storage.withLock { $0.removeLast($0.count - Int(byteCount)) }
    }
}

private struct MemoryStaging: StagingArea {
    let storage: MemoryStorage

    func makeFile(_ name: String) throws(StoreError) -> any StagedFile {
        MemoryFile([], stagedName: name)
    }

    func publish(_ file: any StagedFile, as path: String) throws(StoreError) {
        guard let file = file as? MemoryFile else {
            preconditionFailure("a file of another storage")
        }
        try storage.publish(file.bytes, as: path)
    }

    func remove() {}
}
