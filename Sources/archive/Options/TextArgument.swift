// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArgumentParser
internal import Glibc

/// Texts that go into statements, which stand in the log for ever.
enum TextArgument {
    /// Refuses a text of nothing but white space, as from a shell's variable that was not set, and
    /// one that is not UTF-8.
    ///
    /// What is not known is left out; and nobody said what stands there after a repair.
    static func validate(_ text: String?, _ option: String) throws {
        guard let text else {
            return
        }
        if text.allSatisfy(\.isWhitespace) {
            throw ValidationError("\(option) is empty. Leave it out when it is not known.")
        }
        try requireUTF8(text, option)
    }

    /// Refuses a text that had bytes which are not UTF-8 when it was given.
    static func requireUTF8(_ text: String, _ option: String) throws {
        guard !isRepaired(text) else {
            throw ValidationError(
                "\(option) is not UTF-8: `\(text)`. Give the text in UTF-8, as with iconv -t UTF-8."
            )
        }
    }

    /// Refuses an environment variable that is not UTF-8.
    static func requireUTF8(variable name: String) throws {
        guard let value = unsafe getenv(name) else {
            return
        }
        guard unsafe String(validatingCString: value) != nil else {
            throw ValidationError("$\(name) is not UTF-8. Give the text in UTF-8.")
        }
    }

    /// Whether a text is what Swift made of an argument that is not UTF-8.
    ///
    /// U+FFFD can be meant as well, so the argument itself is looked at.
    private static func isRepaired(_ text: String) -> Bool {
        guard text.unicodeScalars.contains("\u{FFFD}") else {
            return false
        }
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let start = unsafe CommandLine.unsafeArgv[index] else {
                continue
            }
            let word = unsafe String(cString: start)
            if word == text || word.hasSuffix("=" + text),
                unsafe String(validatingCString: start) == nil
            {
                return true
            }
        }
        return false
    }
}
