import Manifests

/// How far a Job is, by its pods, and whether it has ended (`pkg/controller/job` of k8s.io/kubernetes).
///
/// A pod that failed would fail again: none is made in its place, whatever `backoffLimit` and `backoffLimitPerIndex` allow.
struct JobProgress {
    static let indexKey = "batch.kubernetes.io/job-completion-index"

    private let job: Value
    /// Nil for a Job that works a queue off: it is complete once one pod has succeeded and none is at work.
    let completions: Int?
    let isIndexed: Bool
    let isSuspended: Bool
    let succeeded: Int
    let failed: Int
    let active: Int
    /// The indices of which a pod has succeeded, and those of which pods have failed alone; none that the Job does not
    /// have.
    private let completedIndexes: Set<Int>
    private let failedIndexes: Set<Int>

    init(of job: Value, pods: [Value]) {
        self.job = job
        let completions = job.spec["completions"]?.integer.map { max(0, Int(clamping: $0)) }
        self.completions = completions
        isIndexed = Self.isIndexed(job)
        isSuspended = job.spec["suspend"]?.bool ?? false
        let done = pods.filter { $0.status["phase"] == "Succeeded" }
        let broken = pods.filter { $0.status["phase"] == "Failed" }
        (succeeded, failed, active) = (done.count, broken.count, pods.count - done.count - broken.count)
        func indexes(of pods: [Value]) -> Set<Int> {
            Set(pods.compactMap(Self.index).filter { (0..<(completions ?? 0)).contains($0) })
        }
        completedIndexes = isIndexed ? indexes(of: done) : []
        failedIndexes = isIndexed ? indexes(of: broken).subtracting(completedIndexes) : []
    }

    static func isIndexed(_ job: Value) -> Bool { job.spec["completionMode"] == "Indexed" }

    static func index(of pod: Value) -> Int? { Int(pod.annotations[indexKey]?.string ?? "") }

    // MARK: The end

    private var isComplete: Bool { completions.map { succeeded >= $0 } ?? (succeeded > 0 && active == 0) }

    private var countsIndexes: Bool { isIndexed && job.spec["backoffLimitPerIndex"] != nil }

    /// Why the Job fails, as a reason and a message; nil where it does not. What is at work then is ended.
    var failure: (reason: String, message: String)? {
        guard !isSuspended, !isComplete, failed > 0 else { return nil }
        guard countsIndexes else {
            return ("BackoffLimitExceeded", "Job has reached the specified backoff limit")
        }
        if let most = job.spec["maxFailedIndexes"]?.integer, failedIndexes.count > most {
            return ("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes")
        }
        let isOver = completedIndexes.count + failedIndexes.count >= completions ?? 0
        return isOver ? ("FailedIndexes", "Job has failed indexes") : nil
    }

    // MARK: The status

    func status(now: String) -> Object {
        var status = job.status
        if !isSuspended, status["startTime"] == nil { status["startTime"] = .string(now) }
        let hasFailed = failure != nil
        status.setCount("active", hasFailed ? 0 : active)
        status["ready"] = 0
        status["terminating"] = 0
        status["uncountedTerminatedPods"] = [:]
        status.setCount("succeeded", succeeded)
        status.setCount("failed", hasFailed ? failed + active : failed)
        if isIndexed {
            status["completedIndexes"] =
                completedIndexes.isEmpty ? nil : .string(Self.text(of: completedIndexes))
        }
        if countsIndexes { status["failedIndexes"] = .string(Self.text(of: failedIndexes)) }
        let conditions = conditions
        if !conditions.isEmpty {
            status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: now)
        }
        if conditions.contains(where: { $0.type == "Complete" }) { status["completionTime"] = .string(now) }
        return status
    }

    private var conditions: [Condition] {
        if isSuspended { return [condition("Suspended", "JobSuspended", "Job suspended")] }
        if isComplete {
            let message = "Reached expected number of succeeded pods"
            return ["SuccessCriteriaMet", "Complete"].map { condition($0, "CompletionsReached", message) }
        }
        if let failure {
            let message = failure.message + (job.wantedFailure.map { ": \($0)" } ?? "")
            return ["FailureTarget", "Failed"].map { condition($0, failure.reason, message) }
        }
        guard job.status["conditions"]?.array?.contains(where: { $0["type"] == "Suspended" }) ?? false else {
            return []
        }
        return [Condition("Suspended", .no, reason: "JobResumed", message: "Job resumed", secondTime: "lastProbeTime")]
    }

    private func condition(_ type: String, _ reason: String, _ message: String) -> Condition {
        Condition(type, reason: reason, message: message, secondTime: "lastProbeTime")
    }

    /// `0-2,4`.
    private static func text(of indexes: Set<Int>) -> String {
        var runs: [ClosedRange<Int>] = []
        for index in indexes.sorted() {
            if let last = runs.last, index == last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...index
            } else {
                runs.append(index...index)
            }
        }
        return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}
