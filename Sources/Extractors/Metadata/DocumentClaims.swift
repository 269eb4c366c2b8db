// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

extension RuleName {
    /// Two dates in the document are more than a day apart.
    package static let datesDisagree = RuleName("dates-disagree")
}

/// All that a document claims about itself.
///
/// Of the candidates for a property the first that is not refused is the value, so an extractor adds
/// them in the order of its rules.
package struct DocumentClaims: Sendable {
    /// The most candidates that are kept; what comes later is not recorded.
    package static let limit = 256

    /// All candidates, in the order of the rules.
    package private(set) var candidates: [ClaimCandidate] = []

    /// What contradicts what.
    package private(set) var conflicts: [ClaimConflict] = []

    /// Creates an empty list.
    package init() {}

    /// Adds a candidate behind those there are.
    package mutating func add(_ candidate: ClaimCandidate) {
        if candidates.count < Self.limit && !candidate.value.isEmpty {
            candidates.append(candidate)
        }
    }

    /// Adds a conflict.
    package mutating func add(_ conflict: ClaimConflict) {
        if conflicts.count < Self.limit {
            conflicts.append(conflict)
        }
    }

    /// The value of a property, or nil when the document does not say.
    package func value(_ property: ClaimProperty) -> ClaimCandidate? {
        candidates.first { $0.property == property && $0.refusal == nil }
    }

    /// All values of a property that come from the rule of the first, each once.
    ///
    /// For authors, of whom one place may name several.
    package func values(_ property: ClaimProperty) -> [ClaimCandidate] {
        var found: [ClaimCandidate] = []
        for candidate in candidates
        where candidate.property == property && candidate.refusal == nil {
            let isOfFirstRule = found.first.map { $0.rule == candidate.rule } ?? true
            if isOfFirstRule && !found.contains(where: { $0.value == candidate.value }) {
                found.append(candidate)
            }
        }
        return found
    }

    /// The rules of the candidates elsewhere in the document that say the same as the value of a
    /// property.
    ///
    /// None means that the value is only claimed, once.
    package func corroboration(of property: ClaimProperty) -> [RuleName] {
        guard let chosen = value(property) else {
            return []
        }
        var rules: [RuleName] = []
        for candidate in candidates
        where candidate.property == property && candidate.refusal == nil {
            let isElsewhere = candidate.evidence != chosen.evidence
            if candidate.rule != chosen.rule && isElsewhere && isSame(candidate, chosen)
                && !rules.contains(candidate.rule)
            {
                rules.append(candidate.rule)
            }
        }
        return rules
    }

    private func isSame(_ left: ClaimCandidate, _ right: ClaimCandidate) -> Bool {
        if let first = left.date, let second = right.date {
            return first.isSameDay(as: second)
        }
        return left.value == right.value
    }

    /// Whether something in the document contradicts the value of a property.
    package func isContradicted(_ property: ClaimProperty) -> Bool {
        conflicts.contains { $0.property == property }
    }

    /// Adds a conflict when the best candidates of other rules for a date are more than a day from
    /// its value.
    package mutating func compareDates(_ property: ClaimProperty) {
        guard let chosen = value(property), let date = chosen.date else {
            return
        }
        var values = [chosen.value]
        var evidence = [chosen.evidence]
        var rules: [RuleName] = []
        for candidate in candidates
        where candidate.property == property && candidate.refusal == nil
            && !rules.contains(candidate.rule)
        {
            rules.append(candidate.rule)
            guard let other = candidate.date, let days = date.days(to: other),
                days < -1 || days > 1, !values.contains(candidate.value)
            else {
                continue
            }
            values.append(candidate.value)
            evidence.append(candidate.evidence)
        }
        if values.count > 1 {
            add(
                ClaimConflict(
                    property,
                    reason: .datesDisagree,
                    values: values,
                    evidence: evidence,
                )
            )
        }
    }
}
