/// What a canary is held to, and how sure a verdict must be.
package struct JudgeParameters: Sendable, Hashable {
    /// When a canary passes.
    package enum PassRule: String, Sendable, Hashable, CaseIterable {
        /// The data show that it is within bounds.
        case proven
        /// The least sample is there and nothing speaks against it. Quick, and blind where traffic is thin.
        case unrefuted
    }

    /// The greatest chance, over the whole release and however often it is looked at, that a canary within bounds
    /// fails. 0…1, neither included.
    package var falseAlarm = 0.01
    /// The greatest chance, at one step, that a canary out of bounds is proven to be within them.
    package var falsePass = 0.05
    /// How many times as often as the stable version the canary may fail.
    package var allowedRatio = 1.5
    /// The canary passes once it is shown to fail less than this many times as often. At least ``allowedRatio``:
    /// the nearer to it, the longer a proof takes. A canary between the two may pass.
    package var passRatio = passMultiple * 1.5
    /// A share of failures that is allowed on top of the ratio. 0…1.
    package var slack = 0.0
    /// The share of failures that no canary may exceed, whatever the stable version does. 0…1, neither included.
    package var ceiling: Double?
    /// A share of failures that is good enough: a canary shown to be under it passes, whatever the ratio.
    package var objective: Double?
    /// Requests to the canary before there is any verdict; at each step anew for a pass.
    package var leastSample = 50.0
    package var passRule = PassRule.proven
    /// A plain rule beside the test, for those who want one: it has no false-alarm guarantee.
    package var limit: BreachLimit?
    /// By how much counts vary more than those of independent requests do (the design effect of Kish): 1 where they
    /// are independent, 3 where failures come in threes. Evidence is divided by it.
    package var designEffect = 1.0

    /// How many times the allowed ratio a canary is shown not to reach, where nothing else is set.
    package static let passMultiple = 2.0

    package init() {}

    /// - Throws: `parameter` for the first setting out of its range.
    package func validate() throws(JudgingError) {
        try Self.require("falseAlarm", falseAlarm, "more than 0 and less than 1") { $0 > 0 && $0 < 1 }
        try Self.require("falsePass", falsePass, "more than 0 and less than 1") { $0 > 0 && $0 < 1 }
        try Self.require("allowedRatio", allowedRatio, "a ratio of at least 1") { $0 >= 1 && $0.isFinite }
        let least = allowedRatio
        try Self.require("passRatio", passRatio, "a ratio of at least the allowed \(allowedRatio)") {
            $0 >= least && $0.isFinite
        }
        try Self.require("slack", slack, "a share from 0 to below 1") { $0 >= 0 && $0 < 1 }
        for (name, share) in [("ceiling", ceiling), ("objective", objective)] {
            guard let share else { continue }
            try Self.require(name, share, "a share of more than 0 and less than 1") { $0 > 0 && $0 < 1 }
        }
        try Self.require("leastSample", leastSample, "a number of requests from 1 up") { $0 >= 1 && $0.isFinite }
        try Self.require("designEffect", designEffect, "a factor of at least 1") { $0 >= 1 && $0.isFinite }
        try limit?.validate()
    }

    static func require(
        _ name: String, _ value: Double, _ expected: String, _ holds: (Double) -> Bool
    ) throws(JudgingError) {
        if !holds(value) { throw .parameter(name: name, expected: expected, found: "\(value)") }
    }

    /// The false-alarm chance of each of several metrics of one release, so that together they keep `total`
    /// (the union bound: nothing is assumed of how they hang together).
    ///
    /// - Parameter weights: how much each metric gets, in proportion; not negative, not all 0.
    package static func share(_ total: Double, over weights: [Double]) throws(JudgingError) -> [Double] {
        for weight in weights { try require("weight", weight, "0 or more") { $0 >= 0 && $0.isFinite } }
        let sum = weights.reduce(0, +)
        try require("weights", sum, "a sum of more than 0") { $0 > 0 && $0.isFinite }
        return weights.map { total * $0 / sum }
    }
}
