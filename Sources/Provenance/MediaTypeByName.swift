// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Media types by the extensions of file names.
///
/// A short list of what archives hold; the registrations are those of IANA, and where there is
/// none, what file managers use.
public enum MediaTypeByName {
    private static let table: [String: String] = [
        "aac": "audio/aac",
        "avif": "image/avif",
        "bmp": "image/bmp",
        "bz2": "application/x-bzip2",
        "css": "text/css",
        "csv": "text/csv",
        "doc": "application/msword",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml": "message/rfc822",
        "epub": "application/epub+zip",
        "flac": "audio/flac",
        "gif": "image/gif",
        "gz": "application/gzip",
        "heic": "image/heic",
        "htm": "text/html",
        "html": "text/html",
        "ics": "text/calendar",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript",
        "json": "application/json",
        "jsonl": "application/jsonl",
        "m4a": "audio/mp4",
        "markdown": "text/markdown",
        "mbox": "application/mbox",
        "md": "text/markdown",
        "mht": "multipart/related",
        "mhtml": "multipart/related",
        "mov": "video/quicktime",
        "mp3": "audio/mpeg",
        "mp4": "video/mp4",
        "ndjson": "application/x-ndjson",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odt": "application/vnd.oasis.opendocument.text",
        "ogg": "audio/ogg",
        "opus": "audio/ogg",
        "pdf": "application/pdf",
        "png": "image/png",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "rtf": "application/rtf",
        "svg": "image/svg+xml",
        "tar": "application/x-tar",
        "text": "text/plain",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "tsv": "text/tab-separated-values",
        "txt": "text/plain",
        "wacz": "application/wacz",
        "warc": "application/warc",
        "wav": "audio/wav",
        "webm": "video/webm",
        "webp": "image/webp",
        "xhtml": "application/xhtml+xml",
        "xls": "application/vnd.ms-excel",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml": "application/xml",
        "yaml": "application/yaml",
        "yml": "application/yaml",
        "zip": "application/zip",
        "zst": "application/zstd",
    ]

    /// Returns the media type that a file's name suggests, or `nil` when it suggests none.
    ///
    /// What counts is the last extension, in any case; a name that only starts with a dot has
    /// none. `page.warc.gz` is `application/gzip`.
    ///
    /// - Parameter name: The name, with or without folders.
    /// - Returns: The media type, with source ``MediaType/Source/fileName``.
    public static func mediaType(of name: FileName) -> MediaType? {
        let last = name.bytes.suffix { $0 != UInt8(ascii: "/") }
        guard let dot = last.lastIndex(of: UInt8(ascii: ".")), dot > last.startIndex else {
            return nil
        }
        let lowerCase = last[(dot + 1)...].map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        return table[String(decoding: lowerCase, as: UTF8.self)].map { value in
            MediaType(value: value, source: .fileName)
        }
    }
}

extension [UInt8] {
    /// The longest end of the bytes that all fulfil a condition.
    fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        self[((lastIndex { !condition($0) } ?? -1) + 1)...]
    }
}
