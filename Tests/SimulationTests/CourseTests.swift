import Testing

@testable import Simulation

/// `make simulate SEEDS=10000` runs more of them, in a release build.
@Suite struct CourseTests {
    @Test(arguments: UInt64(0)..<40)
    func `Whatever happens, the invariants hold and it converges`(seed: UInt64) async throws {
        let outcome = try await Course.run(seed: seed)
        #expect(outcome.faults.isEmpty, "seed \(seed)\n\(outcome.trace.joined(separator: "\n"))")
    }

    @Test func `The same seed gives the same course of events`() async throws {
        for seed in UInt64(0)..<10 {
            #expect(try await Course.run(seed: seed) == Course.run(seed: seed))
        }
    }

    @Test func `Courses of events differ, and releases move in them`() async throws {
        var traces: Set<[String]> = []
        var transitions = 0
        for seed in UInt64(0)..<10 {
            let outcome = try await Course.run(seed: seed)
            traces.insert(outcome.trace)
            transitions += outcome.transitions
        }
        #expect(traces.count == 10)
        #expect(transitions > 20)
    }
}
