import Dispatch
import Foundation
import Simulation

/// Runs courses of events from seeds, on every processor, and prints the trace of the first that fails.
///
///     lockstep-simulate [--seeds COUNT] [--first SEED] [--trace]
@main struct Main {
    /// What is asked for.
    private struct Request {
        var count: UInt64 = 10_000
        var first: UInt64 = 0
        var isTraced = false

        /// - Returns: nil for arguments that are none of these.
        init?(_ arguments: some Sequence<String>) {
            var rest = arguments.makeIterator()
            while let option = rest.next() {
                switch option {
                case "--trace": isTraced = true
                case "--seeds", "--first":
                    guard let number = rest.next().flatMap(UInt64.init), number <= 1 << 48 else { return nil }
                    if option == "--seeds" { count = number } else { first = number }
                default: return nil
                }
            }
        }
    }

    static func main() async throws {
        guard let request = Request(CommandLine.arguments.dropFirst()) else {
            print("usage: lockstep-simulate [--seeds COUNT] [--first SEED] [--trace]")
            exit(2)
        }
        let (count, first) = (request.count, request.first)
        let began = ContinuousClock.now
        let workers = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
        var transitions = 0
        var failed: [Course.Outcome] = []
        try await withThrowingTaskGroup(of: (Int, [Course.Outcome]).self) { group in
            for worker in 0..<workers {
                group.addTask {
                    try await run(first + worker, to: first + count, every: workers, isTraced: request.isTraced)
                }
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
        _ first: UInt64, to end: UInt64, every step: UInt64, isTraced: Bool
    ) async throws -> (Int, [Course.Outcome]) {
        var transitions = 0
        var failed: [Course.Outcome] = []
        for seed in stride(from: first, to: end, by: Int(step)) {
            let outcome = try await Course.run(seed: seed)
            transitions += outcome.transitions
            if isTraced { print(outcome.trace.joined(separator: "\n")) }
            if !outcome.faults.isEmpty { failed.append(outcome) }
        }
        return (transitions, failed)
    }
}
