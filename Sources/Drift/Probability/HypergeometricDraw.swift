import Foundation
import Judging

/// How many of a sample without replacement are of one kind.
enum HypergeometricDraw {
    /// From this variance on the normal distribution stands in.
    private static let largeVariance = 100.0

    /// - Parameters:
    ///   - marked: of the population, 0…population.
    ///   - sample: how many are drawn, 0…population.
    static func draw(
        marked: Double, population: Double, sample: Double, _ generator: inout SeededGenerator
    ) -> Double {
        guard marked > 0, sample > 0, population > 0 else { return 0 }
        // The rarer kind, and the smaller part of the population: then the counts to look at are few.
        if marked > population / 2 {
            return sample - draw(marked: population - marked, population: population, sample: sample, &generator)
        }
        if sample > population / 2 {
            return marked - draw(marked: marked, population: population, sample: population - sample, &generator)
        }
        let share = marked / population
        let mean = sample * share
        let variance = mean * (1 - share) * (population - sample) / max(population - 1, 1)
        if variance >= largeVariance {
            let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &generator))).squareRoot()
            let normal = radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
            return min(max((mean + variance.squareRoot() * normal).rounded(), 0), min(marked, sample))
        }
        return inverted(marked, population, sample, &generator)
    }

    /// By adding up the chances of 0, 1, 2, … until a random number is reached.
    private static func inverted(
        _ marked: Double, _ population: Double, _ sample: Double, _ generator: inout SeededGenerator
    ) -> Double {
        var rest = Double.random(in: 0..<1, using: &generator)
        var chance = exp(logChoose(population - marked, sample) - logChoose(population, sample))
        var count = 0.0
        let most = min(marked, sample)
        while rest > chance, count < most {
            rest -= chance
            chance *= (marked - count) * (sample - count) / ((count + 1) * (population - marked - sample + count + 1))
            count += 1
        }
        return count
    }

    private static func logChoose(_ n: Double, _ k: Double) -> Double {
        Stirling.logFactorial(Int(n)) - Stirling.logFactorial(Int(k)) - Stirling.logFactorial(Int(n - k))
    }
}
