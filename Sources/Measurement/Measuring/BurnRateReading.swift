package import Judging
import Manifests

/// How fast the error budget of what runs burns, before anything is put beside it.
struct BurnRateReading {
    let level: ServiceLevel
    let source: any MetricsSource
    let subject: Subject
    /// Seconds since 1970.
    let end: Double

    /// The first pair of windows over which the budget burns faster than its factor in both.
    ///
    /// - Returns: nil where there is none. Requests that were counted, and none came, burn nothing.
    /// - Throws: `nothing` where no series counts them: nobody knows then.
    func excess(_ spec: BurnRateSpec) async throws(MeasurementError) -> Excess? {
        for window in spec.windows {
            let long = try await rate(over: window.long / .seconds(1))
            guard long > window.factor else { continue }
            let short = try await rate(over: window.short / .seconds(1))
            if short > window.factor { return Excess(window: window, long: long, short: short) }
        }
        return nil
    }

    struct Excess: Sendable, Hashable {
        var window: BurnRateSpec.Window
        /// How many times as fast as the objective allows.
        var long: Double
        var short: Double

        var reason: String {
            func text(_ rate: Double) -> String { "\((rate * 10).rounded() / 10)" }
            let long = Subject.text(window.long / .seconds(1))
            let short = Subject.text(window.short / .seconds(1))
            return "expected the error budget to burn at most \(text(window.factor)) times as fast as the objective "
                + "allows, found \(text(self.long)) times over \(long) and \(text(self.short)) over \(short)"
        }
    }

    /// The share of requests that failed, over the share that may.
    private func rate(over seconds: Double) async throws(MeasurementError) -> Double {
        let counts = try await counts(over: seconds)
        guard counts.total > 0 else { return 0 }
        return counts.failed / counts.total / level.budget
    }

    private func counts(over seconds: Double) async throws(MeasurementError) -> Outcomes {
        let revision = subject.stable ?? subject.canary
        let values = subject.values(revision: revision, interval: seconds)
        switch level.indicator {
        case .counts(let own):
            let counts = own.total.isPerRevision ? own : level.stable ?? own
            let total = try await value(of: counts.total, values, seconds)
            if total == 0 { return .none }
            let good = try await value(of: counts.good, values, seconds)
            return try Outcomes.counted(good: good, total: total, query: counts.total.text)
        case .histogram(let histogram):
            let name = try histogram.selector.filled(values, escape: QueryTemplate.quoted)
            guard let selector = Selector(parsing: name) else { throw .nothing(query: name) }
            let window = Subject.text(seconds)
            let query = "sum by (le) (increase(\(selector.named("\(selector.name)_bucket"))[\(window)]))"
            let found = try await source.vector(of: query, until: end)
            guard !found.isEmpty else { throw .nothing(query: query) }
            let buckets = HistogramBuckets(
                bound: histogram.below / .seconds(1) / histogram.unit, boundInWords: "\(histogram.below)")
            let counts = try buckets.counts(found)
            try buckets.requireOne(counts.bounds)
            return try Outcomes.counted(good: counts.good, total: counts.total, query: query)
        }
    }

    private func value(
        of query: CountQuery, _ values: [QueryTemplate.Variable: String], _ seconds: Double
    ) async throws(MeasurementError) -> Double {
        var filled = try query.filled(values)
        if case .counter = query, case .promQL(let selector) = filled {
            filled = .promQL("sum(increase(\(selector)[\(Subject.text(seconds))]))")
        }
        return try await source.value(of: filled, since: end - seconds, until: end)
    }
}

extension CheckMeasurer {
    /// What keeps a candidate from being opened; nil where the check asks nothing of the time before, or it is well.
    ///
    /// What cannot be measured holds, as it does later.
    package func obstacle(toOpening subject: Subject, now: Double) async -> Judgement? {
        guard case .slo(let level) = check.measure, let spec = level.burnRate else { return nil }
        do throws(MeasurementError) {
            let source = try sources.source(for: check.provider, environment: subject.environment)
            let reading = BurnRateReading(level: level, source: source, subject: subject, end: now - source.lag)
            guard let excess = try await reading.excess(spec) else { return nil }
            return Judgement(
                check: check.name, verdict: .inconclusive, reason: excess.reason,
                evidence: [
                    "long": .double(excess.long), "short": .double(excess.short), "source": .string(source.name),
                ])
        } catch {
            return Judgement(
                check: check.name, verdict: error.verdict, reason: "before opening: \(error)",
                evidence: ["error": .string("\(error)")])
        }
    }
}
