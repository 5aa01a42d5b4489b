package import Judging
import Manifests

/// Takes one look at what a check measures, and says what it comes to.
package struct CheckMeasurer: Sendable {
    package let check: CheckSpec
    /// This check's part of the Release's false-alarm chance, 0…1.
    let falseAlarm: Double
    /// Seconds between two looks.
    let interval: Double
    let sources: MetricsSources
    let edges: CheckEdges

    /// - Parameters:
    ///   - interval: the Release's; the check's own goes before it.
    package init(
        _ check: CheckSpec, falseAlarm: Double, interval: Duration, sources: MetricsSources,
        edges: CheckEdges = CheckEdges()
    ) {
        self.check = check
        self.falseAlarm = falseAlarm
        self.interval = (check.interval ?? interval) / .seconds(1)
        self.sources = sources
        self.edges = edges
    }

    /// Measurers of a Release's checks, which share its false-alarm chance out among those that judge by counts, and by
    /// data.
    package static func all(
        _ checks: [CheckSpec], falseAlarm: Double = 0.01, interval: Duration, sources: MetricsSources,
        edges: CheckEdges = CheckEdges()
    ) throws(JudgingError) -> [CheckMeasurer] {
        let weights = checks.map { $0.takesChance ? $0.judge.share : 0 }
        let shares =
            weights.contains { $0 > 0 }
            ? try JudgeParameters.share(falseAlarm, over: weights) : weights.map { _ in falseAlarm }
        return zip(checks, shares).map {
            CheckMeasurer($0, falseAlarm: $1, interval: interval, sources: sources, edges: edges)
        }
    }

    /// - Parameters:
    ///   - step: from 1.
    ///   - since: when the step began, seconds since 1970.
    ///   - now: seconds since 1970.
    ///   - state: of this check and candidate; taken further. A new one begins at `since`.
    package func look(
        at subject: Subject, step: Int, since: Double, now: Double, state: inout CheckState
    ) async -> Judgement {
        state.begin(subject, definition: check.definition, step: step, since: since)
        do throws(JudgingError) {
            if let parameters = try parameters { try state.hold(to: parameters) }
        } catch {
            return failed(.judging(error), subject, state)
        }
        if let last = state.last, let before = state.lookedAt, now < before + interval, now >= before { return last }
        if let before = state.lookedAt, before > now {
            state.beginAgain(at: now)
            return Judgement(
                check: check.name, verdict: .inconclusive, reason: "the clock was set back: counted on from here",
                evidence: .object(Object()))
        }
        state.lookedAt = now
        let judgement: Judgement
        do throws(MeasurementError) {
            judgement = try await measure(subject, now: now, &state)
        } catch {
            judgement = failed(error, subject, state)
        }
        state.last = judgement
        return judgement
    }

    private func measure(
        _ subject: Subject, now: Double, _ state: inout CheckState
    ) async throws(MeasurementError) -> Judgement {
        switch check.measure {
        case .slo(let level):
            let source = try sources.source(for: check.provider, environment: subject.environment)
            guard let (start, end) = window(now - source.lag, state) else { return early(state) }
            let reading = ServiceLevelReading(level: level, source: source, subject: subject, start: start, end: end)
            let judge = try judge(state)
            let tick = try await reading.tick(&state.memory)
            return judged(tick, judge, &state)
        case .threshold(let threshold):
            let source = try sources.source(for: check.provider, environment: subject.environment)
            let (start, end) = (now - interval, now - source.lag)
            let query = FilledQuery.promQL(
                try threshold.query.filled(
                    subject.values(revision: subject.canary, interval: interval), escape: QueryTemplate.quoted))
            let value = try await source.value(of: query, since: start, until: end)
            return bounded(value, threshold.bounds, query: "\(query)", source: source.name, &state)
        case .web(let web): return try await look(web, at: subject, now: now, &state)
        case .job(let job): return await look(job, at: subject, now: now, state)
        case .drift(let specification):
            return await look(drift: specification, at: subject, now: now, &state)
        }
    }

    // MARK: Counts

    /// - Returns: nil where less than a second has passed since the look before.
    func window(_ end: Double, _ state: CheckState) -> (start: Double, end: Double)? {
        let start = state.countedUntil ?? state.stepBegan
        return end - start >= 1 ? (start, end) : nil
    }

    func judge(_ state: CheckState) throws(MeasurementError) -> SequentialJudge {
        if let judge = state.judge { return judge }
        do throws(JudgingError) {
            return try SequentialJudge(try parameters ?? JudgeParameters())
        } catch {
            throw .judging(error)
        }
    }

    /// What the test holds the canary to; nil where none is made.
    private var parameters: JudgeParameters? {
        get throws(JudgingError) {
            guard let budget = check.budget else { return nil }
            return try check.judge.parameters(falseAlarm: falseAlarm, budget: budget)
        }
    }

    func judged(_ tick: Tick, _ judge: SequentialJudge, _ state: inout CheckState) -> Judgement {
        var judge = judge
        judge.observe(canary: tick.canary, stable: tick.stable)
        state.judge = judge
        state.countedUntil = tick.end
        var judgement = judge.judgement(check: check.name)
        judgement.evidence = ["judge": judgement.evidence, "measured": tick.encoded]
        return judgement
    }

    func early(_ state: CheckState) -> Judgement {
        if let judge = state.judge { return judge.judgement(check: check.name) }
        return Judgement(
            check: check.name, verdict: .noData, reason: "the step has just begun", evidence: .object(Object()))
    }

    // MARK: Values

    func bounded(
        _ value: Double, _ bounds: ValueBounds, query: String, source: String, _ state: inout CheckState
    ) -> Judgement {
        let holds = bounds.holds(value)
        state.passesInRow = holds ? state.passesInRow + 1 : 0
        state.failuresInRow = holds ? 0 : state.failuresInRow + 1
        let verdict: CheckVerdict =
            state.failuresInRow >= bounds.failures
            ? .fail : state.passesInRow >= bounds.passes ? .pass : .inconclusive
        let count =
            holds
            ? "\(state.passesInRow) of \(bounds.passes) within" : "\(state.failuresInRow) of \(bounds.failures) out"
        return Judgement(
            check: check.name, verdict: verdict,
            reason: "expected \(bounds.inWords), found \(value): \(count) of bounds in a row",
            evidence: [
                "query": .string(query), "source": .string(source), "value": .double(value),
                "passesInRow": .integer(Int64(state.passesInRow)),
                "failuresInRow": .integer(Int64(state.failuresInRow)),
            ])
    }

    // MARK: Failures

    /// What could not be measured holds; a verdict to fail that was reached before stands.
    private func failed(_ error: MeasurementError, _ subject: Subject, _ state: CheckState) -> Judgement {
        if let judge = state.judge, judge.verdict == .fail { return judge.judgement(check: check.name) }
        return Judgement(
            check: check.name, verdict: error.verdict, reason: "\(error)",
            evidence: ["error": .string("\(error)"), "canary": .string(subject.canary)])
    }
}

extension CheckMeasurer {
    /// Whether the check asks something of the time before a candidate is opened.
    package var asksBeforeOpening: Bool {
        if case .slo(let level) = check.measure { level.burnRate != nil } else { false }
    }

    /// Whether one look tells what happened over a time, rather than from the look on.
    package func remembers(in environment: String) -> Bool {
        switch check.measure {
        case .slo: (try? sources.source(for: check.provider, environment: environment).remembers) ?? true
        case .web(let web): web.isWindow
        case .threshold, .job, .drift: true
        }
    }
}

extension CheckSpec {
    /// Whether it is judged by the sequential test.
    package var judgesCounts: Bool { budget != nil }

    /// The share of requests that may fail, 0…1; nil where none are counted.
    var budget: Double? {
        switch measure {
        case .slo(let level): level.budget
        case .web(let web): if case .counts(_, _, let objective) = web.reading { 1 - objective / 100 } else { nil }
        case .threshold, .job, .drift: nil
        }
    }
}
