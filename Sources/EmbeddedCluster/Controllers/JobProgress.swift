import Manifests

/// How far a Job is, by its pods, and whether it has ended (`pkg/controller/job` of k8s.io/kubernetes).
///
/// A pod that failed would fail again: none is made in its place, whatever `backoffLimit` and `backoffLimitPerIndex` allow.
struct JobProgress {
    static let indexKey = "batch.kubernetes.io/job-completion-index"

    /// How a Job ends.
    struct Verdict {
        let isSuccess: Bool
        let reason: String
        let message: String
    }

    private let job: Value
    /// RFC 3339.
    private let now: String
    /// Nil for a Job that works a queue off: it is complete once one pod has succeeded and none is at work.
    let completions: Int?
    let isIndexed: Bool
    let isSuspended: Bool
    /// Of an indexed Job, the indices of which a pod has succeeded.
    let succeeded: Int
    let failed: Int
    /// The pods that have not ended.
    let atWork: [Value]
    /// The indices of which a pod has succeeded, and those of which pods have failed alone; none that the Job does not
    /// have.
    private let completedIndexes: Set<Int>
    private let failedIndexes: Set<Int>
    /// Nil while the Job goes on. Where there is one, what is at work is ended.
    private(set) var verdict: Verdict?

    init(of job: Value, pods: [Value], now: String) {
        self.job = job
        self.now = now
        let completions = job.spec["completions"]?.integer.map { Self.size($0) }
        self.completions = completions
        isIndexed = Self.isIndexed(job)
        isSuspended = job.spec["suspend"]?.bool ?? false
        let done = pods.filter { $0.status["phase"] == "Succeeded" }
        let broken = pods.filter { $0.status["phase"] == "Failed" }
        func indexes(of pods: [Value]) -> Set<Int> {
            Set(pods.compactMap(Self.index).filter { (0..<(completions ?? 0)).contains($0) })
        }
        completedIndexes = isIndexed ? indexes(of: done) : []
        failedIndexes = isIndexed ? indexes(of: broken).subtracting(completedIndexes) : []
        succeeded = isIndexed ? completedIndexes.count : done.count
        failed = broken.count
        atWork = pods.filter { !PodTemplate.isFinished($0) }
        verdict = judged
    }

    static func isIndexed(_ job: Value) -> Bool { job.spec["completionMode"] == "Indexed" }

    static func index(of pod: Value) -> Int? { Int(pod.annotations[indexKey]?.string ?? "") }

    /// A number of pods, which no client may give as more than 32 bits.
    private static func size(_ number: Int64) -> Int { max(0, Int(Int32(clamping: number))) }

    // MARK: Times

    /// Whether the Job stood still until now, if it is not suspended any more.
    var wasSuspended: Bool { Self.wasSuspended(job) }

    static func wasSuspended(_ job: Value) -> Bool {
        job.status["conditions"]?.array?.contains { $0["type"] == "Suspended" && $0["status"] == "True" } ?? false
    }

    /// Seconds until the Job has been at work for as long as it may (`activeDeadlineSeconds`); nil where it may go on.
    static func secondsLeft(of job: Value, now: String) -> Int64? {
        guard let deadline = job.spec["activeDeadlineSeconds"]?.integer, job.spec["suspend"]?.bool != true else {
            return nil
        }
        // A Job that goes on after a stop has all of its time again.
        let start = wasSuspended(job) ? nil : job.status["startTime"]?.string
        return Timestamp.secondsLeft(of: deadline, since: start ?? now, now: now)
    }

    // MARK: The end

    private var judged: Verdict? {
        if let rule = matchedRule {
            return Verdict(isSuccess: true, reason: "SuccessPolicy", message: "Matched rules at index \(rule)")
        }
        if hasEnough {
            // The pods that are one too many go first.
            guard atWork.isEmpty else { return nil }
            return Verdict(
                isSuccess: true, reason: "CompletionsReached", message: "Reached expected number of succeeded pods")
        }
        return failure
    }

    private var hasEnough: Bool { completions.map { succeeded >= $0 } ?? (succeeded > 0 && atWork.isEmpty) }

    /// The first rule of `successPolicy` that holds (KEP-3998).
    private var matchedRule: Int? {
        guard isIndexed, !completedIndexes.isEmpty else { return nil }
        return job.spec["successPolicy"]?["rules"]?.array?.firstIndex { rule in
            let count = rule["succeededCount"]?.integer.map(Self.size)
            guard let text = rule["succeededIndexes"]?.string else { return count.map { succeeded >= $0 } ?? false }
            let wanted = JobIndexes(text, below: completions ?? 0)
            let met = wanted.count(of: completedIndexes)
            return wanted.count > 0 && met >= min(wanted.count, count ?? .max)
        }
    }

    private var countsIndexes: Bool { isIndexed && job.spec["backoffLimitPerIndex"] != nil }

    private var failure: Verdict? {
        if let broken = reasonOfPods {
            let message = broken.message + (job.wantedFailure.map { ": \($0)" } ?? "")
            return Verdict(isSuccess: false, reason: broken.reason, message: message)
        }
        guard let left = Self.secondsLeft(of: job, now: now), left <= 0 else { return nil }
        return Verdict(
            isSuccess: false, reason: "DeadlineExceeded", message: "Job was active longer than specified deadline")
    }

    /// Why the Job fails on account of pods that did.
    private var reasonOfPods: (reason: String, message: String)? {
        guard failed > 0 else { return nil }
        guard countsIndexes else {
            return ("BackoffLimitExceeded", "Job has reached the specified backoff limit")
        }
        if let most = job.spec["maxFailedIndexes"]?.integer, failedIndexes.count > most {
            return ("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes")
        }
        let isOver = completedIndexes.count + failedIndexes.count >= completions ?? 0
        return isOver ? ("FailedIndexes", "Job has failed indexes") : nil
    }

    // MARK: Pods

    /// How many pods are to be at work (`manageJob` of k8s.io/kubernetes).
    private var wanted: Int {
        guard verdict == nil, !isSuspended else { return 0 }
        let parallel = Self.size(job.spec["parallelism"]?.integer ?? 1)
        // Once one has found the queue empty, no other is to look.
        guard let completions else { return succeeded > 0 ? atWork.count : parallel }
        return max(0, min(completions - succeeded, parallel))
    }

    /// How many pods are to be made.
    var lacking: Int { max(0, wanted - atWork.count) }

    /// The pods to delete: those that have no index, or one that the Job does not have or another pod has, and those of
    /// the rest that are too many, the ones without a node first (`activePodsForRemoval` of k8s.io/kubernetes).
    var surplus: [Value] {
        func hasIndex(_ index: Int) -> Bool { (0..<(completions ?? 0)).contains(index) }
        let isInOrder = !isIndexed || Set(atWork.compactMap(Self.index).filter(hasIndex)).count == atWork.count
        guard atWork.count > wanted || !isInOrder else { return [] }
        func rank(_ pod: Value) -> (Int, Int, String) {
            (Scheduler.isPlaced(pod) ? 0 : 1, Self.index(of: pod) ?? 0, pod.objectName)
        }
        let ordered = atWork.sorted { rank($0) < rank($1) }
        guard isIndexed else { return Array(ordered.dropFirst(wanted)) }
        var seen: Set<Int> = []
        let (kept, strays) = ordered.reduce(into: ([Value](), [Value]())) { parts, pod in
            if let index = Self.index(of: pod), hasIndex(index), seen.insert(index).inserted {
                parts.0.append(pod)
            } else {
                parts.1.append(pod)
            }
        }
        return strays + kept.dropFirst(wanted)
    }

    // MARK: The status

    var status: Object {
        var status = job.status
        if isSuspended, verdict == nil {
            status["startTime"] = nil
        } else if status["startTime"] == nil || wasSuspended && !isSuspended {
            status["startTime"] = .string(now)
        }
        let hasFailed = verdict.map { !$0.isSuccess } ?? false
        status.setCount("active", verdict == nil ? atWork.count : 0)
        status["ready"] = 0
        status["terminating"] = 0
        status["uncountedTerminatedPods"] = [:]
        status.setCount("succeeded", succeeded)
        status.setCount("failed", hasFailed ? failed + atWork.count : failed)
        if isIndexed {
            status["completedIndexes"] = completedIndexes.isEmpty ? nil : .string(JobIndexes(completedIndexes).text)
        }
        if countsIndexes { status["failedIndexes"] = .string(JobIndexes(failedIndexes).text) }
        let conditions = conditions
        if !conditions.isEmpty {
            status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: now)
        }
        if conditions.contains(where: { $0.type == "Complete" }) { status["completionTime"] = .string(now) }
        return status
    }

    private var conditions: [Condition] {
        if let verdict {
            let types = verdict.isSuccess ? ["SuccessCriteriaMet", "Complete"] : ["FailureTarget", "Failed"]
            return types.map { condition($0, verdict.reason, verdict.message) }
        }
        if isSuspended { return [condition("Suspended", "JobSuspended", "Job suspended")] }
        guard job.status["conditions"]?.array?.contains(where: { $0["type"] == "Suspended" }) ?? false else {
            return []
        }
        return [Condition("Suspended", .no, reason: "JobResumed", message: "Job resumed", secondTime: "lastProbeTime")]
    }

    private func condition(_ type: String, _ reason: String, _ message: String) -> Condition {
        Condition(type, reason: reason, message: message, secondTime: "lastProbeTime")
    }
}
