import Manifests

/// What one evaluation works with: slots for every name, fuel, and what the rules have said.
final class Frame {
    let slots: Slots
    var fuel: Int
    var context: EvaluationContext
    var violations: [RawViolation] = []
    /// What a test has said; nil outside tests.
    var test: TestRun?
    /// Where the test stands that is being evaluated.
    var callOffset = 0
    /// Counts how often each probe was passed; empty without coverage.
    var probes: [Int] = []
    /// What conditions evaluated to; nil unless a decision is explained.
    var trace: [TraceEntry]?

    init(slots: Int, context: EvaluationContext) {
        self.slots = Slots(count: slots)
        fuel = Limits.fuel
        self.context = context
    }

    /// Ready for the next policy of the same decision.
    func begin() {
        fuel = Limits.fuel
        violations.removeAll(keepingCapacity: true)
    }

    /// Counts that a probe was passed.
    func pass(_ probe: Int) {
        if probes.indices.contains(probe) { probes[probe] += 1 }
    }

    @inline(__always)
    func burn(_ amount: Int) throws(Fault) {
        fuel -= amount
        if fuel < 0 { throw Fault(.fuel) }
    }
}

/// A denial before the engine gives it its policy and line.
struct RawViolation {
    var message: String
    var path: String?
    var offset: Int
    var isWarning: Bool
}

/// One condition of an explanation.
struct TraceEntry: Sendable {
    var offset: Int
    var value: String
}
