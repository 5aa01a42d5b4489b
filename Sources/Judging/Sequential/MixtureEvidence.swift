import Foundation

/// A mixture of nonnegative supermartingales, each betting on one alternative and each on every tick as the one from
/// which the alternative holds.
///
/// Its value is an e-process: under the hypothesis that it speaks against, the chance that it *ever* reaches 1/α is
/// at most α (Ville 1939; the mixture is Robbins 1970, "Statistical methods related to the law of the iterated
/// logarithm"). The bets on a later start are those of an e-detector with a prior (Shin, Ramdas, Rinaldo 2024,
/// "E-detectors: a nonparametric framework for sequential change detection"): a canary that is fine for an hour and
/// then breaks is found as quickly as the prior allows, rather than after the good hour has been outweighed.
struct MixtureEvidence: Sendable, Hashable {
    /// Log of each alternative's process, over all starts up to now. Finite or -infinity before the first tick.
    private(set) var logs: [Double]
    private(set) var ticks: Int

    /// How much is bet on the first tick; the rest is spread over the later ones as 1/(t(t-1)).
    static let onFirstTick = 0.75

    init(alternatives: Int) {
        logs = Array(repeating: -.infinity, count: alternatives)
        ticks = 0
    }

    /// - Parameter logs: one finite number an alternative, as ``logs`` gave them.
    init(logs: [Double], ticks: Int) {
        self.logs = logs
        self.ticks = ticks
    }

    /// - Parameter factors: the log of each alternative's factor for one tick: of mean at most 1 under the hypothesis.
    mutating func observe(_ factors: [Double]) {
        ticks += 1
        let start = log(Self.weight(ofStartAt: ticks))
        for (index, factor) in zip(logs.indices, factors) {
            // INVARIANT: stays finite, so that it can be written down; a bet this low is lost for good.
            logs[index] = max(Self.logSum(logs[index], start) + factor, -1e6)
        }
    }

    /// Log of the e-process: 0 at the start.
    var logValue: Double {
        let waiting = ticks == 0 ? 1 : (1 - Self.onFirstTick) / Double(ticks)
        let greatest = logs.max() ?? -.infinity
        guard greatest > -.infinity else { return log(waiting) }
        let mean = logs.reduce(0) { $0 + exp($1 - greatest) } / Double(logs.count)
        return Self.logSum(greatest + log(mean), log(waiting))
    }

    private static func weight(ofStartAt tick: Int) -> Double {
        let tick = Double(tick)
        return tick <= 1 ? onFirstTick : (1 - onFirstTick) / (tick * (tick - 1))
    }

    /// log(eᵃ + eᵇ)
    private static func logSum(_ a: Double, _ b: Double) -> Double {
        let (high, low) = a > b ? (a, b) : (b, a)
        return low == -.infinity ? high : high + log1p(exp(low - high))
    }
}
