// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

internal import ArchiveCore
internal import Provenance

extension ExtractionJob {
    /// The length of its message but for descriptions, in bytes.
    var contentByteCount: Int {
        files.reduce(input.count) { $0 + $1.count }
    }

    /// The length of the longest message with what comes of it, in bytes.
    ///
    /// A list of files and names come on top of the outputs.
    var resultByteLimit: UInt64 {
        let outputs = min(limits.outputByteCount ?? 1 << 32, 1 << 40)
        return outputs + 64 << 20
    }

    /// The bytes of its message but for the attachment, which is the input.
    ///
    /// Whether it is checked is not in it: that is the caller's affair.
    func messageHead(number: UInt32) -> [UInt8] {
        let extractor = extractor.identityBytes
        let parameters = CanonicalJSON.encode(.object(parameters))
        var bytes = Message.start(
            .job,
            number: number,
            capacity: contentByteCount - input.count + extractor.count + parameters.count + 8192,
        )
        bytes.append(field: extractor)
        bytes.append(field: parameters)
        bytes.append(optionalField: mediaType)
        bytes.append(optionalField: context.url)
        bytes.append(optionalField: context.httpContentType)
        bytes.append(optionalField: context.capturedAt)
        bytes.append(optionalNumber: limits.milliseconds)
        bytes.append(optionalNumber: limits.memoryByteCount)
        bytes.append(optionalNumber: limits.outputByteCount)
        bytes.append(littleEndian: UInt64(files.count))
        for file in files {
            bytes.append(field: file)
        }
        Message.seal(&bytes, attachmentByteCount: input.count)
        return bytes
    }

    /// Reads the body of a message with its attachment.
    init(body: [UInt8], input: [UInt8]) throws(MessageFailure) {
        var fields = FieldReader(body)
        let extractor = try Self.object(&fields)
        let parameters = try Self.object(&fields)
        let mediaType = try fields.optional { (next) throws(MessageFailure) in try next.text() }
        let context = Computation.Context(
            url: try fields.optional { (next) throws(MessageFailure) in try next.text() },
            httpContentType: try fields.optional { (next) throws(MessageFailure) in
                try next.text()
            },
            capturedAt: try fields.optional { (next) throws(MessageFailure) in try next.text() },
        )
        let limits = Computation.Limits(
            milliseconds: try fields.optional { (next) throws(MessageFailure) in
                try next.number()
            },
            memoryByteCount: try fields.optional { (next) throws(MessageFailure) in
                try next.number()
            },
            outputByteCount: try fields.optional { (next) throws(MessageFailure) in
                try next.number()
            },
        )
        let files = try fields.list { (next) throws(MessageFailure) in try next.data() }
        try fields.finish()
        guard let extractor = try? Extractor(object: extractor) else {
            throw .badValue(offset: 0)
        }
        self.init(
            extractor: extractor,
            files: files,
            input: input,
            mediaType: mediaType,
            context: context,
            parameters: parameters,
            limits: limits,
        )
    }

    private static func object(_ fields: inout FieldReader) throws(MessageFailure) -> JSONObject {
        let offset = fields.offset
        let bytes = try fields.data()
        let limits = JSONLimits(depth: 64, byteCount: 1 << 26)
        guard case .object(let object) = try? JSONValue(parsing: bytes, limits: limits) else {
            throw .badValue(offset: offset)
        }
        return object
    }
}
