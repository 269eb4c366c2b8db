// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Numbers for people.
public enum Amounts {
    /// A count with commas: `1,234 entries`, `1 entry`.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - singular: The noun for one.
    ///   - plural: The noun for any other number, where it is not the first with an `s`.
    /// - Returns: Number and noun.
    public static func text(
        _ count: some BinaryInteger,
        _ singular: String,
        _ plural: String? = nil,
    ) -> String {
        "\(grouped(count)) \(count == 1 ? singular : plural ?? singular + "s")"
    }

    /// Digits in groups of three.
    public static func grouped(_ number: some BinaryInteger) -> String {
        let digits = String(number)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) {
                text += ","
            }
            text.append(digit)
        }
        return text
    }

    /// A number of bytes in the unit that suits it, powers of 1,000; tenths are cut, not rounded.
    public static func bytes(_ count: UInt64) -> String {
        let units = ["kB", "MB", "GB", "TB", "PB"]
        guard count >= 1_000 else {
            return text(count, "byte")
        }
        var unit: UInt64 = 1_000
        var index = 0
        while index < units.count - 1, count / unit >= 1_000 {
            unit *= 1_000
            index += 1
        }
        let tenths = count / (unit / 10)
        let whole = grouped(tenths / 10)
        return tenths >= 1_000
            ? "\(whole) \(units[index])" : "\(whole).\(tenths % 10) \(units[index])"
    }
}
