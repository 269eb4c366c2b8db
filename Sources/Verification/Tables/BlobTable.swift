// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

/// What is known of each digest: whether an entry says that it is a statement's, whether members
/// list it, and with which length.
///
/// 40 bytes a digest and the free slots of ``DigestTable``.
struct BlobTable {
    /// What the table says of one digest.
    ///
    /// From the top: 1 bit that is always set, 4 for the type of the first entry that names it,
    /// 6 flags; then, with an entry, 37 bits for its index and 16 for the length, else 53 for the
    /// length.
    private struct Facts {
        private static let isThere: UInt64 = 1 << 63
        private static let indexLimit: UInt64 = 1 << 37

        var bits: UInt64

        init(bits: UInt64 = isThere) {
            self.bits = bits
        }

        init(entry type: StatementType, index: UInt64) {
            let code = UInt64(StatementType.allCases.firstIndex(of: type) ?? 0) + 1
            // An index that does not fit stands for itself only in messages; no log is so long.
            bits = Self.isThere | code << 59 | min(index, Self.indexLimit - 1) << 16
        }

        var type: StatementType? {
            let code = Int(bits >> 59 & 15)
            return code == 0 ? nil : StatementType.allCases[code - 1]
        }

        var index: UInt64 {
            bits >> 16 & (Self.indexLimit - 1)
        }

        func has(_ flag: Flag) -> Bool {
            bits & flag.rawValue != 0
        }

        mutating func set(_ flag: Flag) {
            bits |= flag.rawValue
        }

        private var lengthBits: UInt64 {
            type == nil ? 53 : 16
        }

        var byteCount: UInt64 {
            bits & (1 << lengthBits - 1)
        }

        /// Stores a length if it fits.
        mutating func setByteCount(_ byteCount: UInt64) -> Bool {
            guard byteCount < 1 << lengthBits else {
                return false
            }
            bits |= byteCount
            set(.hasByteCount)
            return true
        }
    }

    /// What is known of a digest in one bit.
    enum Flag: UInt64 {
        /// A walked member of kind 1, or a last segment, lists it.
        case isListed = 0x0400_0000_0000_0000
        /// A walked member of kind 4 lists it.
        case isListedAsStatement = 0x0200_0000_0000_0000
        /// Good bytes were found, and what they say was checked.
        case isChecked = 0x0100_0000_0000_0000
        /// The first length that a member states is in the facts.
        case hasByteCount = 0x0080_0000_0000_0000
        /// Members state other lengths, which are aside.
        case hasOtherByteCounts = 0x0040_0000_0000_0000
        /// Good bytes were found; unlike ``isChecked`` this stays when they are to be looked at
        /// again.
        case wasRead = 0x0020_0000_0000_0000
    }

    private struct OtherByteCount: Hashable {
        let digest: Digest
        let byteCount: UInt64
    }

    private var table = DigestTable()
    private var otherByteCounts: Set<OtherByteCount> = []

    /// An entry that names a statement.
    typealias Entry = (index: UInt64, type: StatementType)

    /// Entries that name the digest of an earlier entry, with another type.
    private var furtherEntries: [Digest: [Entry]] = [:]

    /// The number of digests.
    var count: Int {
        table.count
    }

    // MARK: Entries

    /// Notes that an entry names a statement.
    mutating func addEntry(_ index: UInt64, type: StatementType, digest: Digest) {
        let first = Facts(entry: type, index: index)
        let stated = table.update(digest, first: first.bits) { Facts(bits: $0).type }
        if let stated, stated != type {
            furtherEntries[digest, default: []].append((index, type))
        }
    }

    /// The entries that name a statement; of those with the type of the first only that one.
    func entries(of digest: Digest) -> [Entry] {
        (entry(of: digest).map { [$0] } ?? []) + (furtherEntries[digest] ?? [])
    }

    /// The first entry that names a statement, or `nil` when none does.
    func entry(of digest: Digest) -> Entry? {
        guard let facts = table[digest].map(Facts.init(bits:)), let type = facts.type else {
            return nil
        }
        return (facts.index, type)
    }

    /// Whether a statement's bytes were found and checked.
    func isChecked(_ digest: Digest) -> Bool {
        table[digest].map { Facts(bits: $0).has(.isChecked) } ?? false
    }

    /// Notes that a statement's bytes were found and checked.
    mutating func setChecked(_ digest: Digest) {
        _ = table.update(digest, first: nil) { bits in
            bits |= Flag.isChecked.rawValue | Flag.wasRead.rawValue
        }
    }

    /// Whether good bytes of a statement were found.
    func wasRead(_ digest: Digest) -> Bool {
        table[digest].map { Facts(bits: $0).has(.wasRead) } ?? false
    }

    /// Whether a walked member of kind 4 lists a digest.
    func isListedAsStatement(_ digest: Digest) -> Bool {
        table[digest].map { Facts(bits: $0).has(.isListedAsStatement) } ?? false
    }

    /// Notes that a statement is to be looked at again.
    ///
    /// - Returns: Whether its bytes were found and checked before.
    mutating func clearChecked(_ digest: Digest) -> Bool {
        table.update(digest, first: nil) { bits in
            defer { bits &= ~Flag.isChecked.rawValue }
            return Facts(bits: bits).has(.isChecked)
        } ?? false
    }

    /// Goes through the entries that name a statement that no walked member lists, in their order.
    ///
    /// Takes 16 bytes for each of them, of which the log has 75 or more.
    func forEachUnlistedEntry(_ body: (Entry, Digest) -> Void) {
        var places: [(index: UInt64, place: DigestTable.Place)] = []
        var count = 0
        table.forEach { _, bits in
            count += Self.isUnlisted(bits) ? 1 : 0
        }
        places.reserveCapacity(count)
        table.forEach { place, bits in
            if Self.isUnlisted(bits) {
                places.append((Facts(bits: bits).index, place))
            }
        }
        places.sort { $0.index < $1.index }
        for (_, place) in places {
            let digest = table.digest(at: place)
            if let entry = entry(of: digest) {
                body(entry, digest)
            }
        }
    }

    private static func isUnlisted(_ bits: UInt64) -> Bool {
        let facts = Facts(bits: bits)
        return facts.type != nil && !facts.has(.isListedAsStatement)
    }

    // MARK: Lists of members

    /// Makes room for a digest that a statement names, though no member was walked yet.
    mutating func add(_ digest: Digest) {
        _ = table.update(digest, first: Facts().bits) { _ in }
    }

    /// Notes that a walked member lists a blob.
    ///
    /// - Parameters:
    ///   - digest: The blob.
    ///   - byteCount: Its length as the member says.
    ///   - isStatement: Whether the member is of kind 4.
    ///   - isForAll: Whether to note digests that nobody asked for before.
    mutating func addListing(
        _ digest: Digest,
        byteCount: UInt64,
        isStatement: Bool,
        isForAll: Bool,
    ) {
        let isOther = table.update(digest, first: isForAll ? Facts().bits : nil) { bits in
            var facts = Facts(bits: bits)
            defer { bits = facts.bits }
            facts.set(isStatement ? .isListedAsStatement : .isListed)
            if !facts.has(.hasByteCount), facts.setByteCount(byteCount) {
                return false
            }
            guard facts.byteCount != byteCount || !facts.has(.hasByteCount) else {
                return false
            }
            facts.set(.hasOtherByteCounts)
            return true
        }
        if isOther == true {
            otherByteCounts.insert(OtherByteCount(digest: digest, byteCount: byteCount))
        }
    }

    /// How a reference fits what members list.
    enum Fit {
        /// No walked member lists the blob.
        case unlisted
        /// Some do, and none with this length.
        case otherByteCount(UInt64)
        /// Some do.
        case good
    }

    /// Looks for a blob that a statement names.
    func fit(of reference: Reference) -> Fit {
        let digest = reference.digest
        guard let facts = table[digest].map(Facts.init(bits:)),
            facts.has(.isListed) || facts.has(.isListedAsStatement)
        else {
            return .unlisted
        }
        guard let stated = reference.byteCount else {
            return .good
        }
        guard let byteCount = UInt64(exactly: stated) else {
            return .otherByteCount(facts.byteCount)
        }
        let isFirst = facts.has(.hasByteCount) && facts.byteCount == byteCount
        let isOther =
            facts.has(.hasOtherByteCounts)
            && otherByteCounts.contains(OtherByteCount(digest: digest, byteCount: byteCount))
        return isFirst || isOther ? .good : .otherByteCount(facts.byteCount)
    }
}
