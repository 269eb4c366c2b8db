// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import ArchiveStore
internal import Extraction

/// What running a derivation again showed, as JSON and as lines for a person.
enum ReproductionText {
    /// One result as JSON.
    static func json(_ result: ReproductionResult) -> JSONValue {
        [
            "type": "reproduction",
            "status": .string(result.status.rawValue),
            "entry": .integer(Int64(result.entry)),
            "statement": .string(result.statement.description),
            "input": JSONValue(result.input?.description),
            "url": JSONValue(result.address),
            "extractor": .string(result.extractor),
            "reason": JSONValue(result.reason),
            "healable": .array(result.healable.map { .string($0.name) }),
            "differences": .array(result.differences.map { json($0) }),
        ]
    }

    private static func json(_ difference: OutputDifference) -> JSONValue {
        let number = { (value: Int?) -> JSONValue in value.map { .integer(Int64($0)) } ?? .null }
        return [
            "output": .string(difference.name),
            "recordedSize": number(difference.recordedByteCount),
            "size": number(difference.byteCount),
            "offset": .integer(Int64(difference.offset)),
            "line": .integer(Int64(difference.line)),
            "changedLines": number(difference.changedLineCount),
            "members": .array(difference.members.map { .string($0) }),
            "lines": .array(difference.lines.map { .string($0) }),
        ]
    }

    /// One result for a person.
    static func lines(_ result: ReproductionResult) -> [String] {
        let name = result.address.map { PlainText.of($0) } ?? result.input?.description ?? "unknown"
        let reason = result.reason.map { ": " + PlainText.of($0) } ?? ""
        let extractor = PlainText.of(result.extractor)
        let place = "entry \(result.entry), \(extractor), \(name)"
        var lines = ["\(result.status.rawValue) \(place)\(reason)"]
        for difference in result.differences {
            lines.append("  " + headline(of: difference))
            lines += difference.lines.map { "    " + $0 }
            let shown = difference.lines.count
            if let count = difference.changedLineCount, count > shown {
                lines.append("    … and \(count - shown) more")
            }
        }
        return lines
    }

    private static func headline(of difference: OutputDifference) -> String {
        switch (difference.recordedByteCount, difference.byteCount) {
        case (nil, _): "\(difference.name): there was none"
        case (_, nil): "\(difference.name): there is none any more"
        case (let old?, let new?):
            "\(difference.name): \(Amounts.text(old, "byte")) recorded, \(new) now, first different "
                + "at byte \(difference.offset), line \(difference.line)"
        }
    }

    /// A status in words.
    static func explanation(of status: ReproductionStatus) -> String {
        switch status {
        case .identical: "identical, byte for byte"
        case .equivalent: "other bytes, but equivalent in the form that the extractor promises"
        case .differs: "different each time from what is recorded"
        case .nondeterministic: "not deterministic"
        case .engineDisagreement: "engines disagree"
        case .extractorUnavailable: "extractor not available here"
        case .refused: "programs of the system, not run without --allow-native"
        case .inputMissing: "the original is missing"
        case .inputCorrupt: "the original is damaged"
        case .outputMissing: "an output is missing and cannot be made again"
        case .outputCorrupt: "an output is damaged and cannot be made again"
        case .healed: "an output was not whole, and could be made again"
        case .limit: "a limit was reached that was not reached before"
        case .claimOnly: "only claimed, nothing to run"
        case .notChecked: "not checked"
        }
    }
}
