// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveCrypto
internal import ArchiveIO
internal import ArchiveStore
internal import ArgumentParser
internal import BlobStore
internal import SystemPackage
internal import TransparencyLog

struct InitCommand: ArchiveSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a new archive and, if none is given, a key.",
        discussion: """
            EXAMPLES:
              archive init case-12
              archive init case-12 --origin example.org/case-12

            The origin names the log for all time and stands in every checkpoint; without
            one it is a random name. The key is kept outside of the archive: who has it
            can add to the archive, and nobody can add without it. Keep a copy of it in a
            safe place. A file that --key names is used, or made when it is not there.
            """,
    )

    @OptionGroup var common: CommonOptions

    @OptionGroup var signing: SigningOptions

    @Argument(help: "The folder, new or empty (else as --archive).", completion: .directory)
    var directory: String?

    @Option(help: "The log's name: printable ASCII without spaces and +.")
    var origin: String?

    func validate() throws {
        guard directory == nil || common.archive == nil else {
            throw ValidationError("The folder is named twice, also by --archive; name it once.")
        }
    }

    func run() throws {
        let place = directory.map { PathArgument.path($0) } ?? common.place
        try requireOutside(place)
        let given = try givenKey()
        let name = try given?.verifierKey.name ?? name()
        let storage = try emptyStorage(place)
        let (key, keyFile) = try given.map { ($0, nil) } ?? newKey(name)
        let checkpoint = try ArchiveWriter.create(
            in: storage,
            signer: key,
            specification: PackageResources.SPEC_md,
            heads: LocalHeadStore(Environment.folders),
            options: signing.options(),
        )
        let verifierKey = key.verifierKey.encode()
        if common.json {
            Console.printSummary([
                "archive": .string(place.string),
                "origin": .string(key.verifierKey.name.description),
                "verifierKey": .string(verifierKey),
                "keyFile": JSONValue(keyFile?.string),
                "treeSize": .integer(Int64(checkpoint.checkpoint.treeSize)),
            ])
        } else if !common.quiet {
            Console.print("Made the archive \(place).")
            Console.print("Verifier key, to give to those who will verify:\n  \(verifierKey)")
            if let keyFile {
                Console.print("Signing key, to keep safe and secret:\n  \(keyFile)")
            }
        }
    }

    /// Refuses a place inside of another archive, where it would be in the way.
    private func requireOutside(_ place: FilePath) throws {
        var parent = place.lexicallyNormalized().removingLastComponent()
        while true {
            let folder = try? Folder.open(parent.isEmpty ? "." : parent)
            if (try? folder?.status(of: ArchiveFile.name).isPlainFile) == true {
                throw ArchiveError(
                    .invalidRequest,
                    "\(place) is inside of the archive \(parent.isEmpty ? "." : parent). "
                        + "Name a folder elsewhere.",
                )
            }
            guard !parent.isEmpty, parent != "/" else {
                return
            }
            parent = parent.removingLastComponent()
        }
    }

    /// Makes the folder; before the key, so that no key is left without an archive.
    private func emptyStorage(_ place: FilePath) throws -> LocalStorage {
        let storage: LocalStorage
        do throws(StoreError) {
            storage = try LocalStorage(making: place)
        } catch {
            throw ArchiveError(.inputOutput, error.message, cause: error)
        }
        try ArchiveWriter.requireEmpty(storage)
        return storage
    }

    /// Refuses the origin of a log that this machine knows: two logs of one origin are a fork.
    private func requireNew(_ name: KeyName) throws {
        let heads = LocalHeadStore(Environment.folders)
        guard try heads.head(of: Origin(name)) == nil else {
            throw ArchiveError(
                .invalidRequest,
                "This machine knows a log of the origin \(name) already. A second one would look "
                    + "like a forged history of it. Name another origin and another key.",
            )
        }
    }

    private var keyPlace: String? {
        signing.key ?? Environment.value("ARCHIVE_KEY")
    }

    /// The key that is there already, if one is named; before anything is made, so that a wrong
    /// one leaves nothing behind.
    private func givenKey() throws -> SignerKey? {
        guard let keyPlace else {
            return nil
        }
        let isText = keyPlace.contains("PRIVATE+KEY+")
        guard isText || (try? OpenFile.open(PathArgument.path(keyPlace))) != nil else {
            return nil
        }
        let key = try KeyStore.key(from: keyPlace)
        if let origin, key.verifierKey.name.description != origin {
            throw ValidationError("The key is for \(key.verifierKey.name), not for \(origin).")
        }
        try requireNew(key.verifierKey.name)
        return key
    }

    private func newKey(_ name: KeyName) throws -> (SignerKey, FilePath?) {
        if let keyPlace {
            let path = PathArgument.path(keyPlace)
            return (try KeyStore.makeKey(for: name, at: path), path)
        }
        let (key, path) = try KeyStore(Environment.folders).makeKey(for: name)
        return (key, path)
    }

    private func name() throws -> KeyName {
        let text = origin ?? "archive-" + Hex.encode(randomBytes(count: 8))
        let isAllowed =
            (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
        guard isAllowed, let name = try? KeyName(text) else {
            throw ValidationError(
                "The origin `\(text)` is not 1 to 255 characters of printable ASCII without "
                    + "spaces and +."
            )
        }
        try requireNew(name)
        return name
    }
}
