import Foundation

/// Compares two sketches, with the error that they have.
///
/// Numbers by the distance of Kolmogorov and Smirnov: drift is what even the least distance within both sketches'
/// error shows, so false alarms stay below the level asked for plus one percent. Categories by χ² of the counts kept,
/// all others taken together, as alike as the errors allow; where most of a column is not kept, it is text, and its lengths are compared.
enum SketchComparison {
    /// Both sketches' errors are within their bounds with this confidence.
    private static let confidence = 0.995
    /// The share of a column's values that its kept categories must have.
    private static let leastKept = 0.5

    struct Found {
        var kind: Sample.Kind
        var test: DriftTest
        /// The chance of what was measured, and of the least that it may be within the sketches' error.
        var pValue: Double
        var greatestPValue: Double
        var counts: (reference: Int, current: Int)
        /// Of the distance; 0 for exact counts.
        var error: Double
    }

    /// - Returns: nil where one holds numbers and the other texts.
    static func compare(_ reference: DataSketch.Content, _ current: DataSketch.Content) -> Found? {
        switch (reference, current) {
        case (.numbers(let left), .numbers(let right)): return numbers(left, right, .numeric)
        case (.texts(let left, let leftLengths), .texts(let right, let rightLengths)):
            let isKept = isKept(left) && isKept(right)
            return isKept ? categories(left, right) : numbers(leftLengths, rightLengths, .text)
        default: return nil
        }
    }

    private static func isKept(_ sketch: CategorySketch) -> Bool {
        Double(sketch.counts.values.reduce(0, +)) >= leastKept * Double(sketch.count)
    }

    private static func numbers(_ left: QuantileSketch, _ right: QuantileSketch, _ kind: Sample.Kind) -> Found {
        let distance = distance(left, right)
        let error = left.greatestError(confidence: confidence) + right.greatestError(confidence: confidence)
        let chance = { (d: Double) in
            left.count > 0 && right.count > 0
                ? KolmogorovSmirnov.asymptotic(left.count, right.count, max(d, 0)) : 1
        }
        return Found(
            kind: kind, test: .kolmogorovSmirnov, pValue: chance(distance), greatestPValue: chance(distance - error),
            counts: (left.count, right.count), error: error)
    }

    /// The greatest distance between the two distribution functions that the sketches describe.
    static func distance(_ left: QuantileSketch, _ right: QuantileSketch) -> Double {
        let (a, b) = (left.weighted, right.weighted)
        let (m, n) = (Double(max(left.count, 1)), Double(max(right.count, 1)))
        var (i, j) = (0, 0)
        var (below, otherBelow) = (0.0, 0.0)
        var greatest = 0.0
        while i < a.count || j < b.count {
            let value = i < a.count && (j >= b.count || a[i].number <= b[j].number) ? a[i].number : b[j].number
            while i < a.count, a[i].number <= value {
                below += a[i].weight
                i += 1
            }
            while j < b.count, b[j].number <= value {
                otherBelow += b[j].weight
                j += 1
            }
            greatest = max(greatest, abs(below / m - otherBelow / n))
        }
        return greatest
    }

    private static func categories(_ left: CategorySketch, _ right: CategorySketch) -> Found {
        let names = Set(left.counts.keys).union(right.counts.keys)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var counts = PairedCounts()
        for name in names { counts.append(Double(left.counts[name] ?? 0), Double(right.counts[name] ?? 0)) }
        counts.append(Double(left.count) - counts.referenceTotal, Double(right.count) - counts.currentTotal)
        let chance = CalibratedMode().score(.chiSquare, counts).pValue
        let least = CalibratedMode().score(.chiSquare, drawnTogether(counts, left.error, right.error)).pValue
        let size = Double(max(1, min(left.count, right.count)))
        return Found(
            kind: .categorical, test: .chiSquare, pValue: chance,
            greatestPValue: left.error + right.error == 0 ? chance : max(chance, least),
            counts: (left.count, right.count), error: Double(left.error + right.error) / size)
    }

    /// Counts as alike as both sketches' errors allow: each current count moves towards what the reference leads to
    /// expect, by as much as either count may be off.
    private static func drawnTogether(_ counts: PairedCounts, _ left: Int, _ right: Int) -> PairedCounts {
        let ratio = counts.currentTotal / max(counts.referenceTotal, 1)
        let slack = Double(left) * ratio + Double(right)
        var result = PairedCounts()
        for (index, (reference, current)) in zip(counts.reference, counts.current).enumerated() {
            let expected = reference * ratio
            // The last bin holds what all the others' counts are too low by.
            let room = index == counts.count - 1 ? slack * Double(counts.count - 1) : slack
            let moved = current > expected ? max(expected, current - room) : min(expected, current + room)
            result.append(reference, moved.rounded())
        }
        return result
    }
}
