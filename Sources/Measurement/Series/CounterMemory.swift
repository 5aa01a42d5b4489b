/// What is known of counters from earlier looks, so that every increase is counted once.
///
/// A counter that falls has begun again at 0, as Prometheus takes it. Nothing is extrapolated: what happened after
/// the newest sample is counted at the next look.
package struct CounterMemory: Sendable, Hashable {
    /// The newest sample counted of each series. Series that went away stay, as they may come back.
    package private(set) var last: [Series: Sample]
    /// Whether there was a look before.
    package private(set) var isBegun: Bool

    /// Series kept at most.
    static let most = 20_000

    package init() {
        last = [:]
        isBegun = false
    }

    init(last: [Series: Sample], isBegun: Bool) {
        self.last = last
        self.isBegun = isBegun
    }

    /// Takes in what one look found.
    ///
    /// - Parameters:
    ///   - found: each series' samples, ascending in time; those counted before may be among them.
    ///   - start: seconds since 1970. Of a series seen for the first time, what it had at this instant is not counted.
    ///   - remembers: whether `found` reaches back before `start`. Where it does not, the first look counts nothing; a
    ///     series that appears at a later one began after the look before, at 0.
    /// - Returns: the increase of every series in `found`.
    /// - Throws: `notANumber` for a value that no counter has, `tooMuch`.
    package mutating func increases(
        in found: [Series: [Sample]], since start: Double, remembers: Bool
    ) throws(MeasurementError) -> [Series: Double] {
        var increases: [Series: Double] = [:]
        for (series, samples) in found {
            guard let newest = samples.last else { continue }
            for sample in samples where !sample.value.isFinite || sample.value < 0 {
                throw .notANumber(query: "\(series)", found: "\(sample.value)")
            }
            let known = last[series] ?? samples.last { $0.time <= start }
            let before = known ?? (remembers || isBegun ? Sample(time: start, value: 0) : newest)
            increases[series] = Self.increase(from: before, through: samples)
            last[series] = newest.time >= before.time ? newest : before
        }
        guard last.count <= Self.most else { throw .tooMuch(source: "the counters", limit: "\(Self.most) series") }
        isBegun = true
        return increases
    }

    private static func increase(from before: Sample, through samples: [Sample]) -> Double {
        var (sum, previous) = (0.0, before.value)
        for sample in samples where sample.time > before.time {
            sum += sample.value >= previous ? sample.value - previous : sample.value
            previous = sample.value
        }
        return sum
    }
}
