import Dispatch

/// Runs a store's work one piece after another on a thread that may block, away from Swift's cooperative ones.
final class StoreExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "lockstep.repository")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }

    /// Does one piece of work outside of any actor.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
