import Foundation

/// How often a judge fails and passes canaries of a known quality, with a user's own traffic: what it would do, before
/// it is trusted.
///
///     var simulation = JudgeSimulation(parameters: JudgeParameters())
///     simulation.requestsPerSecond = 20
///     let outcome = try simulation.run(canaryFailures: 0.05, seed: 1)
///     outcome.failed          // the share of the runs in which the canary failed
package struct JudgeSimulation: Sendable {
    package var parameters: JudgeParameters
    /// Of both versions together.
    package var requestsPerSecond = 20.0
    /// The canary's share of the requests, 0…1.
    package var weight = 0.1
    /// The time between two looks, seconds.
    package var tick = 30.0
    package var ticks = 60
    /// The share of the stable version's requests that fail, 0…1.
    package var stableFailures = 0.005
    package var runs = 400
    /// Two rules that are often used in place of the test, for comparison.
    package var threshold = ThresholdRule()

    /// Fails a canary whose failures exceed a share in so many looks, in a row or not.
    package struct ThresholdRule: Sendable {
        package var share = 0.01
        package var breaches = 5

        package init() {}
    }

    /// What came of the runs, as shares of them; times in ticks.
    package struct Outcome: Sendable, Hashable {
        package var failed: Double
        package var passed: Double
        /// The median tick of the failures; nil where none failed.
        package var medianFailure: Double?
        package var medianPass: Double?
        /// Of the threshold rule, and of a z-test of nominally 5 % at each look.
        package var failedByThreshold: Double
        package var failedByRepeatedTest: Double
    }

    package init(parameters: JudgeParameters) { self.parameters = parameters }

    /// - Throws: `parameter` for a setting out of its range.
    package func validate() throws(JudgingError) {
        try parameters.validate()
        try JudgeParameters.require("rps", requestsPerSecond, "more than 0, at most 100000") { $0 > 0 && $0 <= 1e5 }
        try JudgeParameters.require("weight", weight, "a share of more than 0 and less than 1") { $0 > 0 && $0 < 1 }
        try JudgeParameters.require("tick", tick, "from 1 to 3600 seconds") { $0 >= 1 && $0 <= 3600 }
        try JudgeParameters.require("ticks", Double(ticks), "from 1 to 10000") { $0 >= 1 && $0 <= 10_000 }
        try JudgeParameters.require("runs", Double(runs), "from 1 to 100000") { $0 >= 1 && $0 <= 1e5 }
        try JudgeParameters.require("baseline", stableFailures, "a share from 0 to 1") { $0 >= 0 && $0 <= 1 }
    }

    /// - Parameter canaryFailures: the share of the canary's requests that fail, 0…1.
    /// - Throws: `parameter` for a setting out of its range.
    package func run(canaryFailures: Double, seed: UInt64) throws(JudgingError) -> Outcome {
        try validate()
        try JudgeParameters.require("canary failures", canaryFailures, "a share from 0 to 1") { $0 >= 0 && $0 <= 1 }
        var generator = SeededGenerator(seed: seed)
        var failures: [Int] = []
        var passes: [Int] = []
        var (byThreshold, byTest) = (0, 0)
        for _ in 0..<runs {
            let run = try one(canaryFailures, &generator)
            if let tick = run.failure { failures.append(tick) } else if let tick = run.pass { passes.append(tick) }
            byThreshold += run.exceedsThreshold ? 1 : 0
            byTest += run.isSignificantOnce ? 1 : 0
        }
        let all = Double(runs)
        return Outcome(
            failed: Double(failures.count) / all, passed: Double(passes.count) / all,
            medianFailure: Self.median(failures), medianPass: Self.median(passes),
            failedByThreshold: Double(byThreshold) / all, failedByRepeatedTest: Double(byTest) / all)
    }

    private struct Run {
        var failure: Int?
        var pass: Int?
        var exceedsThreshold = false
        var isSignificantOnce = false
    }

    /// One canary, looked at until the last tick: it fails at the first failing look, and passes where it has not
    /// failed and a look says so.
    private func one(_ failures: Double, _ generator: inout SeededGenerator) throws(JudgingError) -> Run {
        var judge = try SequentialJudge(parameters)
        var run = Run()
        var breaches = 0
        var (canary, stable) = (Counter(), Counter())
        for tick in 1...ticks {
            let now = sample(requestsPerSecond * weight, failures, &generator)
            let other = sample(requestsPerSecond * (1 - weight), stableFailures, &generator)
            judge.observe(canary: now, stable: other)
            canary.add(now)
            stable.add(other)
            if run.failure == nil, run.pass == nil {
                switch judge.verdict {
                case .fail: run.failure = tick
                case .pass: run.pass = tick
                case .inconclusive, .noData, .providerError: break
                }
            }
            if now.total > 0, now.failed > threshold.share * now.total { breaches += 1 }
            if breaches >= threshold.breaches { run.exceedsThreshold = true }
            if Counter.isSignificant(canary, stable) { run.isSignificantOnce = true }
        }
        return run
    }

    private func sample(_ rate: Double, _ failures: Double, _ generator: inout SeededGenerator) -> Outcomes {
        let total = Self.poisson(rate * tick, &generator)
        let failed = Self.binomial(total, failures, &generator)
        return Outcomes(good: Double(total - failed), total: Double(total)) ?? .none
    }

    private static func median(_ ticks: [Int]) -> Double? {
        let sorted = ticks.sorted()
        guard let middle = sorted.dropFirst(sorted.count / 2).first else { return nil }
        return Double(middle)
    }

    // MARK: Random numbers

    /// By exponential gaps; by the normal approximation where they are many.
    static func poisson(_ mean: Double, _ generator: inout SeededGenerator) -> Int {
        if mean > 200 { return max(0, Int((mean + mean.squareRoot() * normal(&generator)).rounded())) }
        var count = 0
        var time = -log(1 - Double.random(in: 0..<1, using: &generator))
        while time < mean {
            count += 1
            time -= log(1 - Double.random(in: 0..<1, using: &generator))
        }
        return count
    }

    /// By geometric gaps between failures, so that rare ones cost little.
    static func binomial(_ count: Int, _ share: Double, _ generator: inout SeededGenerator) -> Int {
        if share <= 0 { return 0 }
        if share >= 1 { return count }
        let scale = log1p(-share)
        var (failures, place) = (0, 0.0)
        while true {
            place += (log(1 - Double.random(in: 0..<1, using: &generator)) / scale).rounded(.down) + 1
            if place > Double(count) { return failures }
            failures += 1
        }
    }

    private static func normal(_ generator: inout SeededGenerator) -> Double {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
        return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
}

/// Totals, and the test that is not valid when it is repeated.
private struct Counter {
    var failed = 0.0
    var total = 0.0

    mutating func add(_ outcomes: Outcomes) {
        failed += outcomes.failed
        total += outcomes.total
    }

    /// A one-sided z-test of two proportions at 5 %.
    static func isSignificant(_ canary: Counter, _ stable: Counter) -> Bool {
        guard canary.total > 0, stable.total > 0 else { return false }
        let pooled = (canary.failed + stable.failed) / (canary.total + stable.total)
        let variance = pooled * (1 - pooled) * (1 / canary.total + 1 / stable.total)
        guard variance > 0 else { return false }
        return (canary.failed / canary.total - stable.failed / stable.total) / variance.squareRoot() > 1.6449
    }
}
