// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore

/// What passes between a process and its workers: a mark, a number, two lengths, and the bytes.
///
/// All numbers are little-endian. Both sides are the same program, so that this is no format that
/// anybody else has to read; what a worker writes is foreign all the same, since it read a
/// document that may be hostile.
struct Message: Hashable, Sendable {
    /// What a message is.
    enum Kind: UInt32 {
        /// The first of a worker, with ``Message/greeting``.
        case greeting = 0x3148_5741

        /// A job.
        case job = 0x314A_5741

        /// What came of the job of the same number.
        case result = 0x3152_5741

        /// The job of the same number cannot be read.
        case refusal = 0x3158_5741
    }

    /// What the first message of a worker says; another protocol has another number.
    static let greeting = Array("extraction worker 1".utf8)

    /// The length of what comes before the body, in bytes.
    static let headerByteCount = 24

    /// What it is.
    let kind: Kind

    /// The job that it is about, or 0.
    let number: UInt32

    /// Its contents.
    var body: [UInt8]

    /// Bytes that are the larger part of it, and that nobody copies into or out of it.
    var attachment: [UInt8]

    /// A message without its body, which is to be appended and then measured by ``seal(_:_:)``.
    static func start(_ kind: Kind, number: UInt32, capacity: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerByteCount + capacity)
        bytes.append(littleEndian: kind.rawValue)
        bytes.append(littleEndian: number)
        bytes.append(littleEndian: UInt64(0))
        bytes.append(littleEndian: UInt64(0))
        return bytes
    }

    /// Puts the length of the body, and that of an attachment which follows, into the bytes of a
    /// message.
    static func seal(_ bytes: inout [UInt8], attachmentByteCount: Int = 0) {
        let count = UInt64(bytes.count - headerByteCount)
        for index in 0..<8 {
            let shift = UInt64(8 * index)
            bytes[8 + index] = UInt8(truncatingIfNeeded: count >> shift)
            bytes[16 + index] = UInt8(truncatingIfNeeded: UInt64(attachmentByteCount) >> shift)
        }
    }

    /// The bytes of a message.
    static func encode(_ kind: Kind, number: UInt32, body: [UInt8]) -> [UInt8] {
        var bytes = start(kind, number: number, capacity: body.count)
        bytes += body
        seal(&bytes)
        return bytes
    }
}

/// What is wrong with the bytes of a message.
enum MessageFailure: Error, Hashable, Sendable {
    /// No message starts with this number.
    case unknownKind(UInt32)

    /// A length of `actual` bytes is over what is allowed.
    case overLimit(limit: UInt64, actual: UInt64)

    /// The body ends before the field that starts at `offset` does.
    case truncated(offset: Int)

    /// The field that starts at `offset` has a value that is not allowed.
    case badValue(offset: Int)

    /// So many bytes follow the last field.
    case trailing(byteCount: Int)
}

/// Puts messages together from bytes that come in pieces.
struct MessageReader: Sendable {
    /// A body is not allocated ahead of its bytes beyond this, in bytes.
    private static let reservationLimit: UInt64 = 16 << 20

    /// The length of the longest body with its attachment that is taken, in bytes.
    var byteLimit: UInt64

    private var header: [UInt8] = []
    private var message: Message?
    private var missing: UInt64 = 0
    private var missingAttachment: UInt64 = 0

    init(byteLimit: UInt64) {
        self.byteLimit = byteLimit
    }

    /// Takes bytes until a message is complete or there are no more.
    ///
    /// - Parameters:
    ///   - bytes: What came.
    ///   - offset: Where to go on in it; afterwards behind what was taken.
    /// - Returns: The message, or `nil` when all bytes were taken before it was complete.
    /// - Throws: ``MessageFailure``, after which nothing can be read any more.
    mutating func next(
        in bytes: Span<UInt8>,
        from offset: inout Int,
    ) throws(MessageFailure) -> Message? {
        if message == nil {
            let count = min(Message.headerByteCount - header.count, bytes.count - offset)
            header.append(bytes.extracting(offset..<offset + count))
            offset += count
            // What is no message may be shorter than the start of one, and nothing follow it.
            if header.count >= 4 {
                _ = try kind()
            }
            guard header.count == Message.headerByteCount else {
                return nil
            }
            try start()
        }
        let count = Int(min(missing, UInt64(bytes.count - offset)))
        message?.body.append(bytes.extracting(offset..<offset + count))
        offset += count
        missing -= UInt64(count)
        guard missing == 0 else {
            return nil
        }
        let further = Int(min(missingAttachment, UInt64(bytes.count - offset)))
        message?.attachment.append(bytes.extracting(offset..<offset + further))
        offset += further
        missingAttachment -= UInt64(further)
        guard missingAttachment == 0 else {
            return nil
        }
        defer { message = nil }
        return message
    }

    private func kind() throws(MessageFailure) -> Message.Kind {
        var fields = FieldReader(header)
        let mark: UInt32 = try fields.number()
        guard let kind = Message.Kind(rawValue: mark) else {
            throw .unknownKind(mark)
        }
        return kind
    }

    private mutating func start() throws(MessageFailure) {
        let kind = try kind()
        var fields = FieldReader(header)
        let _: UInt32 = try fields.number()
        let number: UInt32 = try fields.number()
        missing = try fields.number()
        missingAttachment = try fields.number()
        let (count, isOver) = missing.addingReportingOverflow(missingAttachment)
        guard !isOver, count <= byteLimit else {
            throw .overLimit(limit: byteLimit, actual: isOver ? .max : count)
        }
        var started = Message(kind: kind, number: number, body: [], attachment: [])
        started.body.reserveCapacity(Int(min(missing, Self.reservationLimit)))
        started.attachment.reserveCapacity(Int(min(missingAttachment, Self.reservationLimit)))
        message = started
        header.removeAll(keepingCapacity: true)
    }
}
