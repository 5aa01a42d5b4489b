import Dispatch

/// Runs all the tasks of one course of events on one queue, in the order in which they became ready: the same seed
/// gives the same order, whatever the machine does.
final class SerialExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "simulation")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
