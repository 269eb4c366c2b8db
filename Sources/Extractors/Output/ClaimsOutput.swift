// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

/// Writes the metadata output.
///
/// Each field is an object or null: `value`, `rule`, `confidence`, `evidence` in the original's
/// bytes, `standing`; a date has `precision`, and `time` and `zone` in the document's words when its
/// value cannot hold them. `candidates` are all claims that were read, `conflicts` what contradicts
/// what.
enum ClaimsOutput {
    static func write(_ claims: DocumentClaims, _ charset: Charset) -> [UInt8] {
        var json = CanonicalJSON()
        json.beginObject()
        json.key("authors")
        authors(claims, &json)
        json.key("candidates")
        json.beginArray()
        for candidate in claims.candidates {
            write(candidate, &json)
        }
        json.endArray()
        field(.canonicalURL, claims, &json)
        json.key("charset")
        write(charset, &json)
        json.key("conflicts")
        json.beginArray()
        for conflict in claims.conflicts {
            write(conflict, &json)
        }
        json.endArray()
        for property in [
            ClaimProperty.language, .modified, .published, .siteName, .source, .title,
        ] {
            field(property, claims, &json)
        }
        json.endObject()
        return json.bytes
    }

    private static func authors(_ claims: DocumentClaims, _ json: inout CanonicalJSON) {
        let authors = claims.values(.author)
        guard !authors.isEmpty else {
            json.null()
            return
        }
        json.beginArray()
        for author in authors {
            value(author, claims, &json)
        }
        json.endArray()
    }

    private static func field(
        _ property: ClaimProperty,
        _ claims: DocumentClaims,
        _ json: inout CanonicalJSON,
    ) {
        json.key(property.name)
        if let chosen = claims.value(property) {
            value(chosen, claims, &json)
        } else {
            json.null()
        }
    }

    private static func value(
        _ chosen: ClaimCandidate,
        _ claims: DocumentClaims,
        _ json: inout CanonicalJSON,
    ) {
        let corroboration =
            chosen.property == .author ? [] : claims.corroboration(of: chosen.property)
        json.beginObject()
        json.key("confidence")
        json.string(chosen.confidence.name)
        json.key("corroboration")
        json.beginArray()
        for rule in corroboration {
            json.string(rule.name)
        }
        json.endArray()
        json.key("evidence")
        write(chosen.evidence, &json)
        if let date = chosen.date {
            json.key("precision")
            json.string(date.precision.name)
        }
        json.key("rule")
        json.string(chosen.rule.name)
        json.key("standing")
        if claims.isContradicted(chosen.property) {
            json.string("contradicted")
        } else {
            json.string(corroboration.isEmpty ? "claimed" : "corroborated")
        }
        clock(chosen.date, &json)
        json.key("value")
        json.string(chosen.value)
        zone(chosen.date, &json)
        json.endObject()
    }

    /// The time of day, when the value does not hold it.
    private static func clock(_ date: StatedDate?, _ json: inout CanonicalJSON) {
        if let date, date.time != nil, date.offset == nil {
            json.key("time")
            json.string(date.clock)
        }
    }

    /// The zone in the document's words.
    private static func zone(_ date: StatedDate?, _ json: inout CanonicalJSON) {
        if let date, !date.zone.isEmpty {
            json.key("zone")
            json.string(date.zone)
        }
    }

    private static func write(_ candidate: ClaimCandidate, _ json: inout CanonicalJSON) {
        json.beginObject()
        json.key("confidence")
        json.string(candidate.confidence.name)
        json.key("evidence")
        write(candidate.evidence, &json)
        json.key("field")
        json.string(candidate.property.name)
        if let date = candidate.date {
            json.key("precision")
            json.string(date.precision.name)
        }
        json.key("refused")
        if let refusal = candidate.refusal {
            json.string(refusal.name)
        } else {
            json.null()
        }
        json.key("role")
        json.string(candidate.role.name)
        json.key("rule")
        json.string(candidate.rule.name)
        clock(candidate.date, &json)
        json.key("value")
        json.string(candidate.value)
        zone(candidate.date, &json)
        json.endObject()
    }

    private static func write(_ conflict: ClaimConflict, _ json: inout CanonicalJSON) {
        json.beginObject()
        json.key("evidence")
        json.beginArray()
        for range in conflict.evidence {
            write(range, &json)
        }
        json.endArray()
        json.key("fields")
        json.beginArray()
        json.string(conflict.property.name)
        json.endArray()
        json.key("reason")
        json.string(conflict.reason.name)
        json.key("values")
        json.beginArray()
        for value in conflict.values {
            json.string(value)
        }
        json.endArray()
        json.endObject()
    }

    private static func write(_ range: ByteRange?, _ json: inout CanonicalJSON) {
        guard let range else {
            json.null()
            return
        }
        json.beginObject()
        json.key("length")
        json.integer(range.length)
        json.key("start")
        json.integer(range.start)
        json.endObject()
    }

    private static func write(_ charset: Charset, _ json: inout CanonicalJSON) {
        json.beginObject()
        json.key("chosen")
        json.string(charset.encoding.name)
        json.key("declaredHttp")
        label(charset.declaredHTTP, &json)
        json.key("declaredMeta")
        label(charset.declaredMeta, &json)
        json.key("replacementCount")
        json.integer(charset.replacementCount)
        json.key("rule")
        json.integer(Int(charset.rule.rawValue))
        json.endObject()
    }

    /// A label as declared, with U+FFFD for what is not ASCII.
    private static func label(_ label: Charset.Label?, _ json: inout CanonicalJSON) {
        guard let label else {
            json.null()
            return
        }
        var text: [UInt8] = []
        for byte in label.bytes {
            UTF8Scalar.append(byte < 0x80 ? UInt32(byte) : 0xFFFD, to: &text)
        }
        json.string(text)
    }
}
