import Foundation
import Judging

/// The distribution of a stream of numbers in a few kilobytes: the sketch of Karnin, Lang and Liberty 2016, "Optimal
/// quantile approximation in streams".
///
///     var day = QuantileSketch(seed: 1)
///     for score in scores { day.insert(score) }
///     day.merge(otherReplica)
///     day.shareAtOrBelow(0.5)        // within ±day.rankError(confidence: 0.99) of the truth
///
/// Numbers are kept in levels; one of level h stands for 2ʰ of the stream. A full level is sorted, and every other of
/// its numbers moves up, the even or the odd ones by a coin: a rank then is off by at most 2ʰ, with mean 0. The sketch
/// keeps Σ 4ʰ over all those steps, so its error bound is proven (Hoeffding) for just what happened, merges included.
package struct QuantileSketch: Sendable, Hashable {
    /// Numbers that the highest level may hold: the error is about 1.7 / k at a confidence of 99 %.
    package let k: Int
    /// How many numbers were inserted.
    package private(set) var count = 0
    package private(set) var least = Double.infinity
    package private(set) var greatest = -Double.infinity
    /// Whether all numbers were written without a fraction.
    package private(set) var isIntegral = true

    // INVARIANT: level h holds numbers of weight 2ʰ, and the weights sum up to `count`.
    private(set) var levels: [[Double]] = [[]]
    /// Σ 4ʰ over all compactions of a level h.
    private(set) var variance = 0.0
    private var coin: SeededGenerator

    /// Lower levels may hold two thirds of what the next one does.
    private static let shrinkage = 2.0 / 3
    private static let leastCapacity = 8
    package static let standardK = 256
    static let mostLevels = 60
    /// Of a sketch that was written down: sums of many of them stay within 64 bits.
    static let mostValues = 1_000_000_000_000

    package init(k: Int = standardK, seed: UInt64) {
        self.k = max(16, min(k, 65_536))
        coin = SeededGenerator(seed: seed)
    }

    /// Numbers in memory.
    var stored: Int { levels.reduce(0) { $0 + $1.count } }

    // MARK: Filling

    /// Ignores what is not finite.
    package mutating func insert(_ number: Double, isIntegral: Bool = false) {
        guard number.isFinite else { return }
        levels[0].append(number)
        count += 1
        least = min(least, number)
        greatest = max(greatest, number)
        self.isIntegral = self.isIntegral && isIntegral
        if levels[0].count >= capacity(0) { compact() }
    }

    /// Takes in another stream's sketch, as if this one had seen both.
    package mutating func merge(_ other: QuantileSketch) {
        while levels.count < other.levels.count { levels.append([]) }
        for (index, level) in other.levels.enumerated() { levels[index] += level }
        count += other.count
        variance += other.variance
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
        isIntegral = isIntegral && other.isIntegral
        compact()
    }

    private func capacity(_ level: Int) -> Int {
        let depth = Double(levels.count - 1 - level)
        return max(Self.leastCapacity, Int((Double(k) * pow(Self.shrinkage, depth)).rounded(.up)))
    }

    private mutating func compact() {
        var level = 0
        while level < levels.count {
            if levels[level].count >= capacity(level), level + 1 < Self.mostLevels { halve(level) }
            level += 1
        }
    }

    /// Moves every other number of a level up; an odd one out stays.
    private mutating func halve(_ level: Int) {
        if level + 1 == levels.count { levels.append([]) }
        var numbers = levels[level].sorted()
        let rest = numbers.count % 2 == 1 ? [numbers.removeLast()] : []
        let offset = coin.next() >> 63 == 1 ? 1 : 0
        levels[level + 1] += stride(from: offset, to: numbers.count, by: 2).map { numbers[$0] }
        levels[level] = rest
        variance += pow(4, Double(level))
    }

    // MARK: Asking

    /// The share of the stream that is at most a number; 0 for an empty sketch.
    package func shareAtOrBelow(_ number: Double) -> Double {
        guard count > 0 else { return 0 }
        var weight = 0.0
        for (level, numbers) in levels.enumerated() {
            weight += pow(2, Double(level)) * Double(numbers.count { $0 <= number })
        }
        return weight / Double(count)
    }

    /// How far a share may be off at one number, with that confidence; 0 while nothing was left out.
    package func rankError(confidence: Double) -> Double { error(confidence: confidence, numbers: 1) }

    /// How far shares may be off at any number of all, with that confidence.
    ///
    /// By a union over the numbers kept: between two of them no share changes.
    package func greatestError(confidence: Double) -> Double {
        error(confidence: confidence, numbers: stored + 2)
    }

    private func error(confidence: Double, numbers: Int) -> Double {
        guard count > 0, variance > 0 else { return 0 }
        let bound = (2 * variance * log(2 * Double(numbers) / (1 - confidence))).squareRoot()
        return min(1, bound / Double(count))
    }

    /// The numbers kept, ascending, each with the weight that it stands for.
    var weighted: [(number: Double, weight: Double)] {
        levels.enumerated().flatMap { level, numbers in numbers.map { ($0, pow(2, Double(level))) } }
            .sorted { $0.0 < $1.0 }
    }

    // MARK: Restoring

    struct State {
        var k: Int
        var least: Double
        var greatest: Double
        var isIntegral: Bool
        var levels: [[Double]]
        var variance: Double
        var coin: UInt64
    }

    var state: State {
        State(
            k: k, least: least, greatest: greatest, isIntegral: isIntegral, levels: levels, variance: variance,
            coin: coin.state)
    }

    /// - Returns: nil for a state that no sketch can be in.
    init?(_ state: State) {
        guard (16...65_536).contains(state.k), !state.levels.isEmpty, state.levels.count <= Self.mostLevels,
            state.variance >= 0, state.variance.isFinite
        else { return nil }
        var weight = 0
        for (level, numbers) in state.levels.enumerated() {
            let (product, overflow) = numbers.count.multipliedReportingOverflow(by: 1 << level)
            let (sum, carry) = weight.addingReportingOverflow(product)
            let isWithin = numbers.allSatisfy { $0.isFinite && $0 >= state.least && $0 <= state.greatest }
            guard !overflow, !carry, sum <= Self.mostValues, isWithin else { return nil }
            weight = sum
        }
        self.init(k: state.k, seed: 0)
        coin = SeededGenerator(seed: state.coin)
        count = weight
        least = state.least
        greatest = state.greatest
        isIntegral = state.isIntegral
        levels = state.levels
        variance = state.variance
    }
}
