/// Reads from the buckets of histograms how many requests took at most so long.
struct HistogramBuckets {
    /// In the histogram's own unit.
    let bound: Double
    /// As the user wrote it.
    let boundInWords: String

    /// - Parameter increases: of series with the label `le`, of one histogram or of several (codes, instances).
    /// - Returns: requests under the bound and all of them, and the bound that was found in each histogram. A bound
    ///   between two buckets takes the lower: what lies between counts as slow.
    /// - Throws: `noBucket`; `malformed` for a histogram without the bucket +Inf.
    func counts(
        _ increases: [Series: Double]
    ) throws(MeasurementError) -> (good: Double, total: Double, bounds: Set<Double>) {
        var histograms: [Series: [(bound: Double, count: Double)]] = [:]
        for (series, increase) in increases {
            guard let text = series["le"], let le = Self.number(text) else { continue }
            histograms[series.without("le"), default: []].append((le, increase))
        }
        var (good, total, bounds) = (0.0, 0.0, Set<Double>())
        for (series, unsorted) in histograms {
            let buckets = unsorted.sorted { $0.bound < $1.bound }
            guard let all = buckets.last, all.bound == .infinity else {
                throw .malformed(
                    source: "the histogram", expected: "a bucket le=\"+Inf\" of '\(series)'", found: "none")
            }
            guard let bucket = buckets.last(where: { $0.bound <= bound * (1 + 1e-9) }) else {
                let least = buckets.first.map { "\($0.bound)" } ?? "none"
                throw .noBucket(series: "\(series)", bound: boundInWords, least: least)
            }
            good += bucket.count
            total += all.count
            bounds.insert(bucket.bound)
        }
        return (good, total, bounds)
    }

    /// Requests under one bound and under another are not compared: the version with the lower one would fail for it.
    func requireOne(_ bounds: Set<Double>) throws(MeasurementError) {
        guard bounds.count > 1 else { return }
        throw .unlikeBuckets(bound: boundInWords, found: bounds.sorted())
    }

    private static func number(_ text: String) -> Double? {
        if text == "+Inf" || text == "Inf" { return .infinity }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
