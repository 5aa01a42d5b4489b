package import Manifests

/// What the comparison of one column gave.
package struct ColumnDrift: Sendable, Hashable {
    package enum Finding: String, Sendable, Hashable, CaseIterable {
        case drift
        case noDrift = "no drift"
        /// Too few values, or a distance over its threshold that chance explains as well.
        case inconclusive
    }

    package var column: String
    package var kind: Sample.Kind
    package var test: DriftTest
    /// A distance or a p-value, see ``DriftTest/isDistance``; nil where there is none.
    package var score: Double?
    /// What the score is held against; nil where only the p-value counts.
    package var threshold: Double?
    /// The chance of so large a score without drift, corrected for how many columns there are; nil in `evidently`
    /// mode.
    package var adjustedPValue: Double?
    package var finding: Finding
    /// How far the distance may be off for data that were kept as sketches; nil for data themselves.
    package var sketchError: Double?
    /// Values, and rows without one.
    package var reference: (count: Int, missing: Int) { (referenceCount, referenceMissing) }
    package var current: (count: Int, missing: Int) { (currentCount, currentMissing) }
    var referenceCount: Int
    var referenceMissing: Int
    var currentCount: Int
    var currentMissing: Int

    package var encoded: Value {
        [
            "column": .string(column), "kind": .string(kind.rawValue), "test": .string(test.rawValue),
            "score": Self.number(score), "threshold": Self.number(threshold),
            "adjustedPValue": Self.number(adjustedPValue), "finding": .string(finding.rawValue),
            "drift": .bool(finding == .drift), "sketchError": Self.number(sketchError),
            "reference": Self.counts(referenceCount, referenceMissing),
            "current": Self.counts(currentCount, currentMissing),
        ]
    }

    private static func number(_ number: Double?) -> Value {
        guard let number, number.isFinite else { return .null }
        return .double(number)
    }

    private static func counts(_ count: Int, _ missing: Int) -> Value {
        ["count": .integer(Int64(count)), "missing": .integer(Int64(missing))]
    }
}
