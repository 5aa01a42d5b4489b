import Manifests

/// What the blocks of a test share: the evidence that they gave, and what failed.
final class TestRun {
    struct Failure: Sendable {
        var message: String
        var offset: Int
    }

    let policies: [PolicyProgram]
    var context: EvaluationContext
    var failures: [Failure] = []
    var probes: [String: [Probe: Int]] = [:]
    let countsCoverage: Bool
    /// Implications whose premise held.
    var premises = 0

    init(policies: [PolicyProgram], countsCoverage: Bool) {
        self.policies = policies
        self.countsCoverage = countsCoverage
        context = EvaluationContext()
        context.inventory = .found([])
        context.otherSignatures = .found([])
        context.otherAttestations = .found([])
        context.unknownCalendarsAreEmpty = true
    }

    func note(_ probes: [Probe], _ counts: [Int], in file: SourceFile) {
        for (probe, count) in zip(probes, counts) where probe.offset >= 0 {
            self.probes[file.name, default: [:]][probe, default: 0] += count
        }
    }
}
