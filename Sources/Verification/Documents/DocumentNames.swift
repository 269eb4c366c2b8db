// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// What people call the documents that blobs are.
struct DocumentNames {
    private static let limit = 8

    private struct Names {
        var names: [String] = []
        var count = 0
        var isCut = false
    }

    /// The bytes of names that are kept; a hostile archive has addresses of 32 kB each.
    private let byteLimit: Int

    private var byteCount = 0

    /// The blobs whose names are looked for.
    private var names: [BlobID: Names] = [:]

    init(of blobs: [BlobID], byteLimit: Int) {
        self.byteLimit = byteLimit
        for blob in blobs {
            names[blob] = Names()
        }
    }

    /// Whether nobody asks.
    var isEmpty: Bool {
        names.isEmpty
    }

    /// Notes what a statement says of the blobs that it names, and of itself.
    mutating func add(_ statement: Statement, digest: Digest, references: [Reference]) {
        let wanted = ([digest] + references.map(\.digest)).filter { names[$0] != nil }
        guard !wanted.isEmpty else {
            return
        }
        let name = Self.name(of: statement, digest: digest)
        for blob in Set(wanted) {
            var found = names[blob] ?? Names()
            found.count += 1
            if !found.names.contains(name) {
                let isRoom = byteCount + name.utf8.count <= byteLimit
                if isRoom, found.names.count < Self.limit {
                    found.names.append(name)
                    byteCount += name.utf8.count
                } else {
                    found.isCut = true
                }
            }
            names[blob] = found
        }
    }

    /// The names of a blob, or `other` when it has none.
    func names(of blob: BlobID, otherwise other: @autoclosure () -> String) -> [String] {
        guard let found = names[blob], !found.names.isEmpty else {
            return [other()]
        }
        let more = found.count - found.names.count
        return found.names + (found.isCut ? ["and \(more) more"] : [])
    }

    /// What people call what a statement is about.
    static func name(of statement: Statement, digest: Digest) -> String {
        guard case .capture(let capture) = statement.body else {
            return "\(statement.type.rawValue) statement \(digest)"
        }
        if let url = capture.finalURL ?? capture.askedURL {
            return url
        }
        if let name = capture.container?.name {
            return name.text ?? PlainText.of(name.bytes)
        }
        return capture.content.digest.description
    }
}
