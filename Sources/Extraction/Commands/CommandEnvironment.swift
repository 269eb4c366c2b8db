// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// What commands find in their environment.
///
/// The same on every machine, so that it is a part of what an extractor is; a command has no
/// variables of whoever runs it.
public enum CommandEnvironment {
    /// Where programs without a path are looked for, in this order.
    ///
    /// Not the caller's `PATH`: what a name stands for must not depend on who says it.
    public static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

    /// The variables that every command has, sorted.
    ///
    /// `HOME` and `TMPDIR` are the working folder, whatever that is called. With
    /// `SOURCE_DATE_EPOCH` programs that write the date of their work into it write
    /// 1 January 1980, the first day that ZIP files can hold, and their outputs stay the same.
    /// Python and Perl order tables by a random number unless they are given one.
    public static let fixed = [
        "HOME=.",
        "LC_ALL=C.UTF-8",
        "PATH=" + folders.joined(separator: ":"),
        "PERL_HASH_SEED=0",
        "PERL_PERTURB_KEYS=0",
        "PYTHONDONTWRITEBYTECODE=1",
        "PYTHONHASHSEED=0",
        "SOURCE_DATE_EPOCH=315532800",
        "TMPDIR=.",
        "TZ=UTC",
    ]

    /// Whether a text can be the name of a variable.
    static func isVariable(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else {
            return false
        }
        return name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    /// Whether every command has a variable of this name.
    static func isFixed(_ name: String) -> Bool {
        fixed.contains { $0.utf8.starts(with: (name + "=").utf8) }
    }

    /// Whether a definition may not set a variable: it is fixed, or it loads a library into the
    /// program, as the check of the clock does.
    static func isReserved(_ name: String) -> Bool {
        isFixed(name)
            || ["LANG", "LANGUAGE", "LD_AUDIT", "LD_PRELOAD"].contains(name)
            || name.utf8.starts(with: "LC_".utf8) || name.utf8.starts(with: "FAKETIME".utf8)
    }

    /// Returns an environment in which variables have other values, or are added.
    ///
    /// - Parameters:
    ///   - environment: The variables, as `NAME=value`.
    ///   - changes: The other values.
    /// - Returns: The variables, sorted.
    static func changing(_ environment: [String], _ changes: [String: String]) -> [String] {
        let kept = environment.filter { variable in
            !changes.keys.contains { variable.utf8.starts(with: ($0 + "=").utf8) }
        }
        let changed = changes.map { "\($0.key)=\($0.value)" }
        return (kept + changed).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
