// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import Glibc
public import SystemPackage
public import Testing

/// Gives each test case a fresh directory and removes it, with what is in it, afterwards.
public struct TemporaryDirectory: TestTrait, SuiteTrait, TestScoping {
    /// The directory of the test case that is running.
    @TaskLocal public static var current: FilePath = "/nonexistent"

    public var isRecursive: Bool { true }

    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @concurrent @Sendable () async throws -> Void,
    ) async throws {
        guard testCase != nil else {
            return try await body()
        }
        var template = Array("/tmp/archive-test-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer {
            unsafe mkdtemp($0.baseAddress!)
        }
        guard unsafe made != nil else {
            throw Errno(rawValue: errno)
        }
        let text = template.dropLast().map { UInt8(bitPattern: $0) }
        let path = FilePath(String(decoding: text, as: UTF8.self))
        defer { removeFiles(in: path) }
        try await Self.$current.withValue(path) { try await body() }
    }

    /// Removes a folder and everything in it; links are removed and not followed.
    private func removeFiles(in path: FilePath) {
        if let directory = unsafe path.withPlatformString({ unsafe opendir($0) }) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    unsafe bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
                }
                let file = path.appending(FilePath(platformString: name).components)
                guard unsafe file.withPlatformString({ unsafe unlink($0) }) != 0,
                    name != [0x2E, 0], name != [0x2E, 0x2E, 0]
                else {
                    continue
                }
                removeFiles(in: file)
            }
            unsafe closedir(directory)
        }
        _ = unsafe path.withPlatformString { unsafe rmdir($0) }
    }
}

extension Trait where Self == TemporaryDirectory {
    /// Gives each test case a fresh directory.
    public static var temporaryDirectory: Self { Self() }
}
