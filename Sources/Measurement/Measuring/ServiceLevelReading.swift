import Judging

/// Counts the requests of a service level over one window.
struct ServiceLevelReading {
    let level: ServiceLevel
    let source: any MetricsSource
    let subject: Subject
    let start: Double
    let end: Double

    /// - Parameter memory: taken further where all was counted, and where the canary alone has answered nothing yet.
    func tick(_ memory: inout CounterMemory) async throws(MeasurementError) -> Tick {
        switch level.indicator {
        case .counts(let counts):
            if case (.counter(let good), .counter(let total)) = (counts.good, counts.total) {
                return try await counterTick(good: good, total: total, &memory)
            }
            return try await windowTick(counts)
        case .histogram(let histogram): return try await histogramTick(histogram, &memory)
        }
    }

    // MARK: Counters

    private func counterTick(
        good: QueryTemplate, total: QueryTemplate, _ memory: inout CounterMemory
    ) async throws(MeasurementError) -> Tick {
        var selectors: [(good: Selector, total: Selector)] = []
        for (queries, revision) in sides(ServiceLevel.Counts(good: .counter(good), total: .counter(total))) {
            guard case (.counter(let good), .counter(let total)) = (queries.good, queries.total) else {
                throw .unsupported(
                    source: source.name, query: queries.total.text, hint: "write a selector as for the canary")
            }
            selectors.append((try selector(good, revision), try selector(total, revision)))
        }
        let found = try await source.samples(
            of: selectors.flatMap { [$0.total, $0.good] }, since: start, until: end)
        var advanced = memory
        let increases = try advanced.increases(in: found.series, since: start, remembers: source.remembers)
        let sums = selectors.map { (good: Sum($0.good, in: increases), total: Sum($0.total, in: increases)) }
        guard let canary = sums.first else { throw .nothing(query: "") }
        // Whether the good ones are none, or named wrongly, shows by the version beside it.
        if canary.total.series > 0, sums.allSatisfy({ $0.good.series == 0 }) {
            throw .nothing(query: "\(canary.good.selector)")
        }
        let canaryCounts = try canary.total.outcomes(good: canary.good)
        let stable = sums.dropFirst().first
        let stableCounts = try stable.flatMap { $0.total.series > 0 ? $0 : nil }.map { sum throws(MeasurementError) in
            try sum.total.outcomes(good: sum.good)
        }
        memory = advanced
        guard canary.total.series > 0 else { throw .nothing(query: "\(canary.total.selector)") }
        return tick(canaryCounts, stableCounts, found.queries.map { Tick.AskedQuery(text: $0) })
    }

    private struct Sum {
        let selector: Selector
        var series = 0
        var value = 0.0

        init(_ selector: Selector, in increases: [Series: Double]) {
            self.selector = selector
            let selects = selector.predicate
            for (series, increase) in increases where selects(series) {
                self.series += 1
                value += increase
            }
        }

        func outcomes(good: Sum) throws(MeasurementError) -> Outcomes {
            try Outcomes.counted(good: good.value, total: value, query: "\(selector)")
        }
    }

    // MARK: Histograms

    private func histogramTick(
        _ histogram: ServiceLevel.Histogram, _ memory: inout CounterMemory
    ) async throws(MeasurementError) -> Tick {
        let isPerRevision = histogram.selector.variables.contains(.revision)
        var selectors: [Selector] = []
        for revision in isPerRevision ? [subject.canary] + [subject.stable].compactMap(\.self) : [subject.canary] {
            let named = try selector(histogram.selector, revision)
            selectors.append(named.named("\(named.name)_bucket"))
        }
        let found = try await source.samples(of: selectors, since: start, until: end)
        var advanced = memory
        let increases = try advanced.increases(in: found.series, since: start, remembers: source.remembers)
        let buckets = HistogramBuckets(
            bound: histogram.below / .seconds(1) / histogram.unit, boundInWords: "\(histogram.below)")
        var sides: [(outcomes: Outcomes, isThere: Bool)] = []
        var bounds: Set<Double> = []
        for selector in selectors {
            let selects = selector.predicate
            let own = increases.filter { selects($0.key) }
            let counts = try buckets.counts(own)
            bounds.formUnion(counts.bounds)
            sides.append(
                (
                    try Outcomes.counted(good: counts.good, total: counts.total, query: "\(selector)"),
                    !own.isEmpty
                ))
        }
        try buckets.requireOne(bounds)
        memory = advanced
        guard let canary = sides.first, canary.isThere else {
            throw .nothing(query: selectors.first.map { "\($0)" } ?? "")
        }
        let stable = sides.dropFirst().first { $0.isThere }
        var result = tick(canary.outcomes, stable?.outcomes, found.queries.map { Tick.AskedQuery(text: $0) })
        result.bounds = bounds
        return result
    }

    // MARK: Expressions

    private func windowTick(_ counts: ServiceLevel.Counts) async throws(MeasurementError) -> Tick {
        var asked: [Tick.AskedQuery] = []
        var sides: [Outcomes?] = []
        for (index, side) in self.sides(counts).enumerated() {
            do throws(MeasurementError) {
                sides.append(try await windowCounts(side.queries, side.revision, &asked))
            } catch {
                // The stable version without a request is no reason not to count the canary.
                if index > 0, case .nothing = error { sides.append(nil) } else { throw error }
            }
        }
        guard let canary = sides.first.flatMap(\.self) else { throw .nothing(query: counts.total.text) }
        return tick(canary, sides.dropFirst().first.flatMap(\.self), asked)
    }

    private func windowCounts(
        _ queries: ServiceLevel.Counts, _ revision: String, _ asked: inout [Tick.AskedQuery]
    ) async throws(MeasurementError) -> Outcomes? {
        let totalQuery = try filled(queries.total, revision)
        let total = try await source.value(of: totalQuery, since: start, until: end)
        asked.append(Tick.AskedQuery(text: "\(totalQuery)", value: total))
        if total == 0 { return Outcomes.none }
        let goodQuery = try filled(queries.good, revision)
        let good: Double
        do throws(MeasurementError) {
            good = try await source.value(of: goodQuery, since: start, until: end)
        } catch {
            // Unlike no requests at all this is a fault of the query, also of the stable version's.
            if case .nothing = error {
                throw .malformed(source: source.name, expected: "a value for '\(goodQuery)'", found: "no series")
            }
            throw error
        }
        asked.append(Tick.AskedQuery(text: "\(goodQuery)", value: good))
        return try Outcomes.counted(good: good, total: total, query: "\(totalQuery)")
    }

    // MARK: Within

    /// The canary's queries, then the stable version's where there are any.
    private func sides(_ counts: ServiceLevel.Counts) -> [(queries: ServiceLevel.Counts, revision: String)] {
        let canary = (counts, subject.canary)
        guard let stable = subject.stable else { return [canary] }
        if counts.total.isPerRevision { return [canary, (counts, stable)] }
        return [canary] + [level.stable].compactMap(\.self).map { ($0, stable) }
    }

    private func selector(_ template: QueryTemplate, _ revision: String) throws(MeasurementError) -> Selector {
        let text = try template.filled(
            subject.values(revision: revision, interval: end - start), escape: QueryTemplate.quoted)
        guard let selector = Selector(parsing: text) else {
            throw .unsupported(source: source.name, query: text, hint: "expected a selector of counters")
        }
        return selector
    }

    private func filled(_ query: CountQuery, _ revision: String) throws(MeasurementError) -> FilledQuery {
        try query.filled(subject.values(revision: revision, interval: end - start))
    }

    private func tick(_ canary: Outcomes, _ stable: Outcomes?, _ queries: [Tick.AskedQuery]) -> Tick {
        Tick(canary: canary, stable: stable, start: start, end: end, source: source.name, queries: queries)
    }
}
