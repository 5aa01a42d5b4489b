/// How many values fell between bounds, as Prometheus counts them.
package struct HistogramCounts: Sendable, Hashable {
    /// Upper bounds, ascending; the last is infinite.
    package let bounds: [Double]
    /// Values above the bound before and up to this one. Rounded: an increase over a window is an extrapolation.
    package let counts: [Double]

    private static let mostValues = 1e15

    package var total: Double { counts.reduce(0, +) }

    /// - Parameter cumulative: values up to each bound, in any order.
    /// - Throws: `input` where there is no infinite bound, a bound is there twice, or the counts fall.
    package init(cumulative: [(bound: Double, count: Double)], place: String) throws(DriftError) {
        let sorted = cumulative.sorted { $0.bound < $1.bound }
        guard sorted.last?.bound == .infinity else {
            throw .input(place: place, expected: "buckets up to '+Inf'", found: "\(cumulative.count) buckets")
        }
        var counts: [Double] = []
        var (bound, below) = (-Double.infinity, 0.0)
        for bucket in sorted {
            // Extrapolation may make a bucket a little less than the one below it.
            guard bucket.bound > bound, (0...Self.mostValues).contains(bucket.count),
                bucket.count >= below - max(1, 0.01 * below)
            else {
                throw .input(place: place, expected: "buckets that rise with 'le'", found: "\(bucket)")
            }
            counts.append(max(0, bucket.count - below).rounded())
            (bound, below) = (bucket.bound, max(below, bucket.count))
        }
        bounds = sorted.map(\.bound)
        self.counts = counts
    }

    /// The numbers of a sample in the same bins.
    package init(_ sample: NumericSample, bounds: [Double]) {
        self.bounds = bounds
        var counts = [Double](repeating: 0, count: bounds.count)
        var bin = 0
        for number in sample.sorted {
            while bin < bounds.count - 1, number > bounds[bin] { bin += 1 }
            if !counts.isEmpty { counts[bin] += 1 }
        }
        self.counts = counts
    }

    /// Both in the same bins; nil where the bounds differ.
    func paired(with current: HistogramCounts) -> PairedCounts? {
        guard bounds == current.bounds else { return nil }
        return PairedCounts(counts, current.counts)
    }
}
