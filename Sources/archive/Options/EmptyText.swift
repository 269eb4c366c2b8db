// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArgumentParser

/// Texts that say nothing, as from a shell's variable that was not set.
///
/// What is not known is left out; an empty claim would stand in the log for ever.
enum EmptyText {
    /// Refuses a text of nothing but white space.
    static func refuse(_ text: String?, _ option: String) throws {
        if let text, text.allSatisfy(\.isWhitespace) {
            throw ValidationError("\(option) is empty. Leave it out when it is not known.")
        }
    }
}
