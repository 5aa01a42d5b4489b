import Manifests

/// Counts, and counts that may be percentages (`ValidateNonnegativeField`, `ValidatePositiveIntOrPercent` of
/// k8s.io/kubernetes).
enum NumberValidation {
    static func faults(ofCount count: Value?, at field: String) -> [APIError.Cause] {
        guard let count = count?.integer, count < 0 else { return [] }
        return [.invalid(field, String(count), "must be greater than or equal to 0")]
    }

    static func faults(ofCountOrPercentage value: Value?, at field: String) -> [APIError.Cause] {
        guard let text = value?.string else { return faults(ofCount: value, at: field) }
        guard percentage(text) == nil else { return [] }
        return [
            .invalid(
                field, JSON.string(.string(text)),
                "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
            )
        ]
    }

    static func faultsAboveWhole(_ value: Value?, at field: String) -> [APIError.Cause] {
        guard let text = value?.string, let percentage = percentage(text), percentage > 100 else { return [] }
        return [.invalid(field, JSON.string(.string(text)), "must not be greater than 100%")]
    }

    /// Whether a count or percentage comes to nothing, as one does that is neither.
    static func isZero(_ value: Value?) -> Bool {
        guard let text = value?.string else { return value?.integer ?? 0 == 0 }
        return (percentage(text) ?? Int(text) ?? 0) == 0
    }

    /// `25` of `25%`, at most `Int.max`; nil for what is no percentage.
    static func percentage(_ text: String) -> Int? {
        let digits = text.utf8.dropLast()
        guard text.utf8.last == UInt8(ascii: "%"), !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int(text.dropLast()) ?? .max
    }
}
