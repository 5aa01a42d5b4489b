import Dispatch
import Foundation
import Simulation

/// Runs courses of events from seeds, on every processor, and prints the trace of the first that fails.
///
///     lockstep-simulate [--seeds COUNT] [--first SEED] [--trace]
@main struct Main {
    static func main() async throws {
        let count = number("--seeds") ?? 10_000
        let first = number("--first") ?? 0
        let began = ContinuousClock.now
        let workers = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
        var transitions = 0
        var failed: [Course.Outcome] = []
        try await withThrowingTaskGroup(of: (Int, [Course.Outcome]).self) { group in
            for worker in 0..<workers {
                group.addTask { try await run(first + worker, to: first + count, every: workers) }
            }
            for try await (made, outcomes) in group {
                transitions += made
                failed += outcomes
            }
        }
        failed.sort { $0.seed < $1.seed }
        if let first = failed.first {
            print(first.trace.joined(separator: "\n"))
            for outcome in failed.prefix(20) {
                print("seed \(outcome.seed): \(outcome.faults.joined(separator: "; "))")
            }
            print("\(failed.count) of \(count) courses failed, in \(ContinuousClock.now - began)")
            print("hint: replay the first with 'make simulate SEED=\(first.seed)'")
            exit(1)
        }
        print("\(count) courses, \(transitions) transitions, all invariants held, in \(ContinuousClock.now - began)")
    }

    /// - Returns: how many transitions there were, and the courses that failed.
    private static func run(
        _ first: UInt64, to end: UInt64, every step: UInt64
    ) async throws -> (Int, [Course.Outcome]) {
        var transitions = 0
        var failed: [Course.Outcome] = []
        for seed in stride(from: first, to: end, by: Int(step)) {
            let outcome = try await Course.run(seed: seed)
            transitions += outcome.transitions
            if CommandLine.arguments.contains("--trace") { print(outcome.trace.joined(separator: "\n")) }
            if !outcome.faults.isEmpty { failed.append(outcome) }
        }
        return (transitions, failed)
    }

    private static func number(_ option: String) -> UInt64? {
        let arguments = CommandLine.arguments
        guard let place = arguments.firstIndex(of: option), arguments.indices.contains(place + 1) else { return nil }
        return UInt64(arguments[place + 1])
    }
}
