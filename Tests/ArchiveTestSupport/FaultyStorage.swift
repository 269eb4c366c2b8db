// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

public import ArchiveIO
public import BlobStore
internal import Synchronization

/// Decides which call to a storage fails.
public final class FaultPlan: Sendable {
    /// What a failing call does.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// Nothing but fail.
        case failed
        /// What it should, and then fails: the answer got lost, not the work.
        case failedButPersisted
    }

    /// The calls that fail.
    public enum Calls: Hashable, Sendable {
        /// One call, counted from 1.
        case only(Int)
        /// A call, counted from 1, and all that follow.
        case from(Int)
        /// The first call whose name starts so, and all that follow.
        case fromFirst(String)
        /// None.
        case none

        func contains(_ names: [String]) -> Bool {
            switch self {
            case .only(let number): names.count == number
            case .from(let number): names.count >= number
            case .fromFirst(let start): names.contains { $0.hasPrefix(start) }
            case .none: false
            }
        }
    }

    private struct State {
        var failing: Calls
        var names: [String] = []
    }

    private let kind: Kind
    private let state: Mutex<State>

    public init(_ failing: Calls = .none, kind: Kind = .failed) {
        self.kind = kind
        state = Mutex(State(failing: failing))
    }

    /// The calls that were made so far.
    public var calls: [String] {
        state.withLock { $0.names }
    }

    /// Starts over with other calls that fail.
    public func restart(_ failing: Calls) {
        state.withLock { $0 = State(failing: failing) }
    }

    func perform<Result>(
        _ name: String,
        _ body: () throws(StoreError) -> Result,
    ) throws(StoreError) -> Result {
        let isFailing = state.withLock { state in
            state.names.append(name)
            return state.failing.contains(state.names)
        }
        guard isFailing else {
            return try body()
        }
        if kind == .failedButPersisted {
            _ = try body()
        }
        throw StoreError(.inputOutput, "\(name): planned fault.")
    }
}

/// A storage some of whose calls fail.
public final class FaultyStorage: ArchiveStorage {
    private let inner: any ArchiveStorage
    private let plan: FaultPlan

    public init(_ inner: any ArchiveStorage, _ plan: FaultPlan) {
        self.inner = inner
        self.plan = plan
    }

    public var name: String {
        inner.name
    }

    public func items(in folder: String) throws(StoreError) -> [Folder.Item] {
        try plan.perform("items \(folder)") { () throws(StoreError) in
            try inner.items(in: folder)
        }
    }

    public func open(_ path: String) throws(StoreError) -> any StoredFile {
        let file = try plan.perform("open \(path)") { () throws(StoreError) in
            try inner.open(path)
        }
        return FaultyStoredFile(inner: file, plan: plan)
    }

    public func makeStaging() throws(StoreError) -> any StagingArea {
        let staging = try plan.perform("makeStaging") { () throws(StoreError) in
            try inner.makeStaging()
        }
        return FaultyStaging(inner: staging, plan: plan)
    }

    public func synchronize(_ path: String) throws(StoreError) {
        try plan.perform("synchronize") { () throws(StoreError) in
            try inner.synchronize(path)
        }
    }

    public func clearAbandonedStaging(_ isDone: ([UInt8]) -> Bool) throws(StoreError) {
        try plan.perform("clearAbandonedStaging") { () throws(StoreError) in
            try inner.clearAbandonedStaging(isDone)
        }
    }

    public func replaceCache(
        _ path: String,
        writing body: (any ByteSink) throws(StoreError) -> Void,
    ) throws(StoreError) {
        try plan.perform("replaceCache \(path)") { () throws(StoreError) in
            try inner.replaceCache(path) { (sink) throws(StoreError) in
                try body(FaultySink(inner: sink, plan: plan))
            }
        }
    }

    public func removeCache(_ path: String) throws(StoreError) {
        try plan.perform("removeCache \(path)") { () throws(StoreError) in
            try inner.removeCache(path)
        }
    }
}

private struct FaultySink: ByteSink {
    let inner: any ByteSink
    let plan: FaultPlan

    func write(_ bytes: Span<UInt8>) throws(StoreError) {
        let copy = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        try plan.perform("write cache") { () throws(StoreError) in try inner.write(copy.span) }
    }
}

private struct FaultyStoredFile: StoredFile {
    let inner: any StoredFile
    let plan: FaultPlan

    var byteCount: UInt64 {
        inner.byteCount
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        try plan.perform("read") { () throws(StoreError) in }
        return try inner.read(into: &buffer, at: offset)
    }
}

private struct FaultyStaging: StagingArea {
    let inner: any StagingArea
    let plan: FaultPlan

    func makeFile(_ name: String) throws(StoreError) -> any StagedFile {
        let file = try plan.perform("makeFile \(name)") { () throws(StoreError) in
            try inner.makeFile(name)
        }
        return FaultyStagedFile(inner: file, plan: plan)
    }

    func publish(_ file: any StagedFile, as path: String) throws(StoreError) {
        guard let file = file as? FaultyStagedFile else {
            preconditionFailure("a file of another storage")
        }
        try plan.perform("publish \(path)") { () throws(StoreError) in
            try inner.publish(file.inner, as: path)
        }
    }

    func remove() {
        inner.remove()
    }
}

private struct FaultyStagedFile: StagedFile {
    let inner: any StagedFile
    let plan: FaultPlan

    var stagedName: String {
        inner.stagedName
    }

    var byteCount: UInt64 {
        inner.byteCount
    }

    func read(
        into buffer: inout MutableSpan<UInt8>,
        at offset: UInt64,
    ) throws(StoreError) -> Int {
        try inner.read(into: &buffer, at: offset)
    }

    func write(_ bytes: Span<UInt8>) throws(StoreError) {
        let copy = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        try plan.perform("write \(stagedName)") { () throws(StoreError) in
            try inner.write(copy.span)
        }
    }

    func truncate(to byteCount: UInt64) throws(StoreError) {
        try plan.perform("truncate \(stagedName)") { () throws(StoreError) in
            try inner.truncate(to: byteCount)
        }
    }
}
