// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import TransparencyLog
internal import Verification

/// What the command line asks for.
struct Arguments {
    /// Why the command line cannot be followed, as a sentence.
    struct Mistake: Error {
        let message: String

        init(_ message: String) {
            self.message = message
        }
    }

    static let usage = """
        usage: archive-verify [--quick | --deep] [--key VKEY] [--head FILE] [--json] [--quiet]
                              FOLDER [DIGEST | URL]...

        Checks an archive by its own log and signatures, and tells what that proves.

          --quick      the log, and of packs only presence, length and headers
                       (default: also every byte of every pack, and every statement)
          --deep       also inflate and digest every document
          --key VKEY   the verifier key that must have signed
          --head FILE  a checkpoint verified before, or a copy of a commit;
                       the log must go on from it
          --json       a JSON object a line: findings, and last a summary
          --quiet      only findings that are not mere notices
          --version    print the version
          --help       print this

        With whole digests or addresses instead of --quick or --deep, only these documents
        are inflated and digested.
        Nothing is written, and nothing but the folder and the checkpoint is read.

        Exit codes: 0 good, 1 damage or not found, 2 usage, 3 stopped early, 4 not an archive,
        5 newer format, 6 not to be trusted, 7 could not be read,
        130 interrupted, 143 terminated.
        """

    var folder = ""
    var mode = VerificationMode.standard
    var key: VerifierKey?
    var headPath: String?
    var selection: [DocumentSelector] = []
    var isJSON = false
    var isQuiet = false
    var isForHelp = false
    var isForVersion = false

    init(_ arguments: [String]) throws(Mistake) {
        var rest = arguments[...]
        var names: [String] = []
        var areOptionsOver = false
        while let argument = rest.popFirst() {
            if areOptionsOver || !argument.hasPrefix("-") || argument == "-" {
                names.append(argument)
            } else if argument == "--" {
                areOptionsOver = true
            } else {
                try take(argument, &rest)
            }
        }
        if isForHelp || isForVersion {
            return
        }
        guard let first = names.first else {
            throw Mistake("no folder was given")
        }
        folder = first
        for name in names.dropFirst() {
            selection.append(try Self.selector(name))
        }
        guard selection.isEmpty || mode == .standard else {
            throw Mistake("--quick and --deep are about the whole archive")
        }
    }

    private mutating func take(
        _ option: String,
        _ rest: inout ArraySlice<String>,
    ) throws(Mistake) {
        switch option {
        case "--quick", "--deep":
            let asked: VerificationMode = option == "--quick" ? .quick : .deep
            guard mode == .standard || mode == asked else {
                throw Mistake("--quick and --deep exclude each other")
            }
            mode = asked
        case "--key":
            key = try Self.key(try Self.value(of: option, &rest))
        case "--head":
            headPath = try Self.value(of: option, &rest)
        case "--json":
            isJSON = true
        case "--quiet":
            isQuiet = true
        case "--help", "-h":
            isForHelp = true
        case "--version":
            isForVersion = true
        default:
            throw Mistake("there is no option \(option)")
        }
    }

    private static func value(
        of option: String,
        _ rest: inout ArraySlice<String>,
    ) throws(Mistake) -> String {
        guard let value = rest.popFirst() else {
            throw Mistake("\(option) needs a value")
        }
        return value
    }

    private static func key(_ text: String) throws(Mistake) -> VerifierKey {
        do throws(KeyTextFailure) {
            return try VerifierKey.decode(text)
        } catch {
            throw Mistake("'\(text)' is not a verifier key, <name>+<8 digits>+<base64>")
        }
    }

    private static func selector(_ text: String) throws(Mistake) -> DocumentSelector {
        let isDigest = text.hasPrefix("sha256:") || text.utf8.count == 64
        guard isDigest || text.contains(":") else {
            throw Mistake(
                "'\(text)' is neither a whole digest, sha256: and 64 hexadecimal digits, nor an "
                    + "address such as https://example.org/; parts of digests and entries' numbers "
                    + "are looked up by `archive verify` only"
            )
        }
        do throws(DecodingFailure) {
            if text.hasPrefix("sha256:") {
                return .digest(try Digest(text: text))
            }
            let isBare = text.utf8.count == 64 && !text.contains(":")
            return isBare ? .digest(try Digest(text: "sha256:" + text)) : .url(text)
        } catch {
            throw Mistake("'\(text)' is not a digest, sha256: and 64 lower-case hexadecimal digits")
        }
    }
}
