/// The Wasserstein distance of order 1, also called earth mover's distance: the area between the two empirical
/// distribution functions, in the unit of the values. Both samples must have a value.
enum Wasserstein {
    static func distance(_ reference: NumericSample, _ current: NumericSample) -> Double {
        let (left, right) = (reference.sorted, current.sorted)
        var (i, j) = (0, 0)
        var area = 0.0
        var last = 0.0
        while i < left.count || j < right.count {
            let value = i < left.count && (j >= right.count || left[i] <= right[j]) ? left[i] : right[j]
            if i + j > 0 {
                let difference = Double(i) / Double(left.count) - Double(j) / Double(right.count)
                area += abs(difference) * (value - last)
            }
            last = value
            while i < left.count, left[i] == value { i += 1 }
            while j < right.count, right[j] == value { j += 1 }
        }
        return area
    }

    /// Of samples as counts of ascending values; all but the last value have a gap to the next.
    static func distance(_ counts: PairedCounts, gaps: [Double]) -> Double {
        let (m, n) = (counts.referenceTotal, counts.currentTotal)
        var difference = 0.0
        var area = 0.0
        for (index, gap) in gaps.enumerated() where index < counts.count {
            difference += counts.reference[index] / m - counts.current[index] / n
            area += abs(difference) * gap
        }
        return area
    }

    /// In population standard deviations of the reference, of which 0.001 is the least.
    static func normalised(_ reference: NumericSample, _ current: NumericSample) -> Double {
        distance(reference, current) / max(reference.populationDeviation, 0.001)
    }
}
