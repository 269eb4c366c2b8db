// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveStore
internal import SystemPackage

/// Arguments as the system gave them.
enum PathArgument {
    /// The path that an argument means, also when its bytes are not UTF-8.
    ///
    /// Swift's arguments are text in which such bytes were replaced, so the original is looked up.
    static func path(_ text: String) -> FilePath {
        guard text.unicodeScalars.contains("\u{FFFD}") else {
            return FilePath(text)
        }
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let start = unsafe CommandLine.unsafeArgv[index] else {
                continue
            }
            if unsafe String(cString: start) == text {
                return unsafe FilePath(platformString: start)
            }
        }
        return FilePath(text)
    }
}
