// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveIO
internal import Glibc
internal import SystemPackage

/// The list of the files that a command read.
///
/// SPEC §3.9.
enum Closure {
    /// How many files a list may have.
    static let fileLimit = 20_000

    /// How long all of them together may be, in bytes.
    static let byteLimit: UInt64 = 8 << 30

    /// Returns the list of the files that a command read.
    ///
    /// The files are read after the command has ended; whoever changes the system meanwhile gets
    /// other digests listed than those of what was read.
    ///
    /// - Parameters:
    ///   - items: What is in its trace.
    ///   - executable: The command's program, which is in the list in any case.
    ///   - excluded: The beginnings of paths of what is left out.
    ///   - digests: Where the digests come from.
    /// - Returns: The lines, or `nil` when a file cannot be listed: a part of the list would be
    ///   taken for all of it.
    static func lines(
        _ items: [TraceReader.Item],
        executable: String,
        excluding excluded: [String],
        digests: FileDigests,
    ) -> [UInt8]? {
        var wanted: Set<[UInt8]> = [Array(executable.utf8)]
        var programs = wanted
        for item in items {
            let isLeftOut = excluded.contains { item.path.starts(with: $0.utf8) }
            guard item.path.first == UInt8(ascii: "/"), !isLeftOut else {
                // What is opened is a pipe or a socket, or not to be listed. A program's path is
                // as the call had it, and may lead out of there by a link.
                guard !item.isProgram || Self.isKnown(item.path, executable) else {
                    return nil
                }
                continue
            }
            guard !item.isDeleted else {
                return nil
            }
            wanted.insert(item.path)
            if item.isProgram {
                programs.insert(item.path)
            }
            guard wanted.count <= fileLimit else {
                return nil
            }
        }
        for path in programs {
            let traits = ProgramTraits(String(decoding: path, as: UTF8.self))
            wanted.formUnion(traits.implied.map { Array($0.utf8) })
        }
        return lines(of: wanted, digests)
    }

    /// Whether a program is in the list anyway: the command's own, or one that starts itself.
    private static func isKnown(_ program: [UInt8], _ executable: String) -> Bool {
        [executable, "/proc/self/exe"].contains { program.elementsEqual($0.utf8) }
    }

    private static func lines(of wanted: Set<[UInt8]>, _ digests: FileDigests) -> [UInt8]? {
        var entries: [[UInt8]: FileDigests.Entry] = [:]
        var byteCount: UInt64 = 0
        for path in wanted {
            // A script may name its interpreter by a path in its working folder.
            guard path.first == UInt8(ascii: "/"), let resolved = realPath(path),
                !resolved.contains(0x0A)
            else {
                return nil
            }
            guard entries[resolved] == nil else {
                continue
            }
            do throws(StoreError) {
                let text = resolved.map { CChar(bitPattern: $0) } + [0]
                let file = FilePath(platformString: text)
                let room = byteLimit - byteCount
                guard let entry = try digests.entry(file, byteLimit: room) else {
                    return nil
                }
                entries[resolved] = entry
                byteCount += entry.byteCount
            } catch {
                // Folders, devices and pipes are no files to list.
                guard error.code == .notPlain else {
                    return nil
                }
            }
        }
        var lines: [UInt8] = []
        for path in entries.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let entry = entries[path] else { continue }
            lines += "\(entry.digest.hex) \(entry.byteCount) ".utf8
            lines += path
            lines.append(0x0A)
        }
        return lines
    }

    /// The absolute path of a file without symbolic links, or `nil` when there is none.
    private static func realPath(_ path: [UInt8]) -> [UInt8]? {
        let characters = path.map { CChar(bitPattern: $0) } + [0]
        guard let found = unsafe realpath(characters, nil) else {
            return nil
        }
        defer { unsafe free(found) }
        let bytes = unsafe UnsafeBufferPointer(start: found, count: strlen(found))
        let resolved = unsafe Array(bytes)
        return resolved.map { UInt8(bitPattern: $0) }
    }
}
