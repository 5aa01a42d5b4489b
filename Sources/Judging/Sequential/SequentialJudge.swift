import Foundation

/// Judges a canary against the stable version by what both answered over the same time, tick by tick, and may be
/// asked at any tick: looking more often does not raise the chance of a false alarm.
///
///     var judge = try SequentialJudge(parameters)
///     judge.observe(canary: canary, stable: stable)      // once a tick, each request counted once
///     judge.verdict                                      // pass, fail, inconclusive, noData
///     judge.beginStep()                                  // after a weight was raised
///
/// It is a test of whether the canary fails more than `allowedRatio` times as often as the stable version, by
/// betting (see ``Bets`` for the proof, ``MixtureEvidence`` for the guarantee): Ville 1939; Howard, Ramdas, McAuliffe,
/// Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences"; Grünwald, de Heide, Koolen 2024,
/// "Safe testing"; Turner, Ly, Grünwald 2024, "Generic E-variables for exact sequential k-sample tests"; Johari,
/// Koomen, Pekelis, Walsh 2022, "Always valid inference".
///
/// It assumes that requests reach a version without regard to how they will fare, and that they fail independently
/// of one another given the tick; ``isOverdispersed`` looks whether the second holds. Counts may be fractions, as
/// Prometheus' `increase()` extrapolates them: the guarantee then holds as far as the extrapolation is right on
/// average. Ticks must not overlap.
package struct SequentialJudge: Sendable, Hashable {
    package private(set) var parameters: JudgeParameters

    var worse = MixtureEvidence(alternatives: Bets.above.count)
    var overCeiling = MixtureEvidence(alternatives: Bets.above.count)
    var notWorse = MixtureEvidence(alternatives: Bets.below.count)
    var withinObjective = MixtureEvidence(alternatives: Bets.below.count)
    var breaches = BreachCount()
    var dispersion = Dispersion()
    /// What both answered since the start, and the canary since the step began.
    var canary = Dispersion.Totals()
    var stable = Dispersion.Totals()
    var sinceStep = 0.0
    /// Why the canary failed: a judgement once made stands.
    var failure: Failure?

    package private(set) var ticks = 0

    /// What a canary fails for.
    package enum Failure: String, Sendable, Hashable, CaseIterable {
        case worseThanStable
        case overCeiling
        case limit
    }

    /// - Throws: `parameter` for a setting out of its range.
    package init(_ parameters: JudgeParameters) throws(JudgingError) {
        try parameters.validate()
        self.parameters = parameters
    }

    init(_ parameters: JudgeParameters, ticks: Int) throws(JudgingError) {
        try self.init(parameters)
        self.ticks = ticks
    }

    /// Takes in one tick.
    ///
    /// - Parameters:
    ///   - canary: its requests in this tick and in no other.
    ///   - stable: those of the stable version over the same time; nil where there is none (all traffic on the
    ///     canary), and only the absolute bounds are judged.
    package mutating func observe(canary tick: Outcomes, stable other: Outcomes?) {
        guard tick.total > 0 else { return }
        ticks += 1
        sinceStep += tick.total
        canary.add(tick)
        if let limit = parameters.limit { breaches.observe(tick, under: limit) }
        let sample = tick.scaled(by: 1 / parameters.designEffect)
        if let ceiling = parameters.ceiling {
            overCeiling.observe(Bets.share(sample, bound: ceiling, multiples: Bets.above))
        }
        if let objective = parameters.objective {
            withinObjective.observe(Bets.share(sample, bound: objective, multiples: Bets.below))
        }
        if let other, other.total > 0 {
            stable.add(other)
            dispersion.observe(canary: tick, stable: other)
            compare(sample, other.scaled(by: 1 / parameters.designEffect))
        }
        if failure == nil { failure = newFailure }
    }

    /// The judge under other parameters.
    ///
    /// Evidence for one bound is none for another, so a new one begins; but the chance of a false alarm is only what
    /// the evidence is held against, and that may change: the greatest one that was ever set is kept (Ville). A failure
    /// stands then.
    package func held(to other: JudgeParameters) throws(JudgingError) -> SequentialJudge {
        try other.validate()
        var alike = parameters
        alike.falseAlarm = other.falseAlarm
        guard alike == other else { return try SequentialJudge(other) }
        var judge = self
        judge.parameters = other
        return judge
    }

    /// Says that the canary gets another weight from here on: a pass must be earned anew, for a canary may bear one
    /// weight and not the next. What speaks against it stays.
    package mutating func beginStep() {
        sinceStep = 0
        notWorse = MixtureEvidence(alternatives: Bets.below.count)
        withinObjective = MixtureEvidence(alternatives: Bets.below.count)
    }

    private mutating func compare(_ canary: Outcomes, _ stable: Outcomes) {
        let slack = parameters.slack
        worse.observe(
            Bets.ratio(
                canary: canary, stable: stable, bound: parameters.allowedRatio, slack: slack, multiples: Bets.above))
        notWorse.observe(
            Bets.ratio(
                canary: canary, stable: stable, bound: parameters.passRatio, slack: slack, multiples: Bets.below))
    }

    private var newFailure: Failure? {
        if let limit = parameters.limit, breaches.exceeds(limit) { return .limit }
        guard canary.total >= parameters.leastSample else { return nil }
        if worse.logValue >= failThreshold { return .worseThanStable }
        if parameters.ceiling != nil, overCeiling.logValue >= failThreshold { return .overCeiling }
        return nil
    }

    /// Log of the evidence that fails a canary. Two tests share the false-alarm chance where there is a ceiling.
    var failThreshold: Double { -log(parameters.falseAlarm / (parameters.ceiling == nil ? 1 : 2)) }

    /// Log of the evidence that passes it; two proofs share the chance where there is an objective.
    var passThreshold: Double { -log(parameters.falsePass / (parameters.objective == nil ? 1 : 2)) }

    /// Log of the evidence that the canary fails more than the allowed ratio; 0 is none, below 0 speaks for it.
    package var logEvidenceAgainst: Double { worse.logValue }
    /// Log of the evidence that the canary fails less than the ratio that passes.
    package var logEvidenceFor: Double { notWorse.logValue }
    /// Whether failures come in clumps, so that evidence is overstated: set `designEffect`.
    package var isOverdispersed: Bool { dispersion.isExcessive }
}

extension Outcomes {
    fileprivate func scaled(by factor: Double) -> Outcomes {
        var scaled = self
        scaled.good *= factor
        scaled.total = scaled.good + failed * factor
        return scaled
    }
}
