import Manifests
import Trust

/// Runs the pods of a Job, as many at once as it allows, closes the Job when they have ended, and deletes it where it
/// says when.
struct JobController: Controller {
    let kinds: [GroupVersionKind] = [.job]

    func reconcile(_ job: Value, in workspace: ControllerWorkspace) async {
        guard !Self.isClosed(job) else {
            if let left = Self.secondsLeft(of: job, now: workspace.now), left <= 0 { await workspace.delete(job) }
            return
        }
        var pods = await workspace.children(.pod, of: job)
        let isSuspended = job.spec["suspend"]?.bool ?? false
        if !isSuspended {
            if pods.count >= Self.mostPods, Self.completions(of: job) > pods.count {
                workspace.tell(.tooManyPods(of: job, count: pods.count), about: job)
            }
            let missing = Self.missing(of: job, pods: pods)
            for index in missing.prefix(workspace.grant(missing.count, to: job)) {
                let pod = Self.pod(index, of: job, suffix: workspace.suffix())
                if let created = await workspace.create(pod: pod, of: job) { pods.append(created) }
            }
        }
        let status = Self.status(of: job, pods: pods, now: workspace.now)
        await workspace.write(status: status, to: job)
        guard let end = Self.end(status) else { return }
        workspace.tell(end["type"] == "Failed" ? .jobFailed : .jobCompleted, about: job)
    }

    func isDue(_ job: Value, now: String) -> Duration? {
        Self.isClosed(job) ? Self.secondsLeft(of: job, now: now).map { .seconds(max(0, $0)) } : nil
    }

    /// Until a closed Job goes (`ttlSecondsAfterFinished`); nil where it stays.
    private static func secondsLeft(of job: Value, now: String) -> Int64? {
        let end = end(job.status)
        guard let lifetime = job.spec["ttlSecondsAfterFinished"]?.integer,
            let end = end?["lastTransitionTime"]?.string.flatMap(Timestamp.init), let now = Timestamp(now)
        else { return nil }
        return end.seconds.addingReportingOverflow(lifetime).partialValue
            .subtractingReportingOverflow(now.seconds).partialValue
    }

    /// Pods that have ended stay until their Job goes; so many of one Job (`--terminated-pod-gc-threshold` of
    /// kube-controller-manager, which deletes those beyond it).
    private static let mostPods = 12_500

    /// The pods to make now, a burst at most: of an indexed Job those of the indices that have none yet.
    private static func missing(of job: Value, pods: [Value]) -> [Int] {
        let active = pods.filter { !PodTemplate.isFinished($0) }.count
        let parallel = max(0, Int(Int32(clamping: job.spec["parallelism"]?.integer ?? 1)) - active)
        let most = min(parallel, Scheduler.burst, max(0, mostPods - pods.count))
        guard isIndexed(job) else { return Array(0..<max(0, min(most, completions(of: job) - pods.count))) }
        let there = Set(pods.compactMap { Int($0.annotations[indexKey]?.string ?? "") })
        return Array((0..<completions(of: job)).lazy.filter { !there.contains($0) }.prefix(most))
    }

    private static let indexKey = "batch.kubernetes.io/job-completion-index"

    private static func isIndexed(_ job: Value) -> Bool { job.spec["completionMode"] == "Indexed" }

    private static func pod(_ index: Int, of job: Value, suffix: String) -> Value {
        let labels = Dictionary(JobSelector.labels(of: job)) { first, _ in first }
        let prefix = isIndexed(job) ? "\(job.objectName)-\(index)" : job.objectName
        var pod = PodTemplate.pod(
            name: "\(prefix)-\(suffix)", owner: job, labels: labels, failure: job.wantedFailure)
        guard isIndexed(job) else { return pod }
        pod.setAnnotation(indexKey, String(index))
        pod.setLabel(indexKey, String(index))
        pod.setSpec("hostname", .string(prefix))
        return pod
    }

    static func isClosed(_ job: Value) -> Bool { end(job.status) != nil }

    /// The condition that says that a Job has ended, and how; nil while it goes on.
    static func end(_ status: Object) -> Value? {
        status["conditions"]?.array?.first {
            ["Complete", "Failed"].contains($0["type"]?.string ?? "") && $0["status"] == "True"
        }
    }

    static func completions(of job: Value) -> Int {
        max(0, Int(clamping: job.spec["completions"]?.integer ?? job.spec["parallelism"]?.integer ?? 1))
    }

    static func status(of job: Value, pods: [Value], now: String) -> Object {
        let succeeded = pods.filter { $0.status["phase"] == "Succeeded" }.count
        let failed = pods.filter { $0.status["phase"] == "Failed" }.count
        let isSuspended = job.spec["suspend"]?.bool ?? false
        var status = job.status
        if !isSuspended, status["startTime"] == nil { status["startTime"] = .string(now) }
        status.setCount("active", pods.count - succeeded - failed)
        status["ready"] = 0
        status["terminating"] = 0
        status["uncountedTerminatedPods"] = [:]
        status.setCount("succeeded", succeeded)
        status.setCount("failed", failed)
        if isIndexed(job) { status["completedIndexes"] = completedIndexes(of: job, pods: pods) }
        var conditions: [Condition] = []
        if isSuspended {
            conditions = [condition("Suspended", "JobSuspended", "Job suspended")]
        } else if succeeded >= completions(of: job) {
            let message = "Reached expected number of succeeded pods"
            conditions = ["SuccessCriteriaMet", "Complete"].map { condition($0, "CompletionsReached", message) }
            status["completionTime"] = .string(now)
        } else if failed > 0 {
            let message = job.wantedFailure.map { ": \($0)" } ?? ""
            conditions = ["FailureTarget", "Failed"].map {
                condition($0, "BackoffLimitExceeded", "Job has reached the specified backoff limit\(message)")
            }
        } else if status["conditions"]?.array?.contains(where: { $0["type"] == "Suspended" }) ?? false {
            conditions = [
                Condition("Suspended", .no, reason: "JobResumed", message: "Job resumed", secondTime: "lastProbeTime")
            ]
        }
        if !conditions.isEmpty {
            status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: now)
        }
        return status
    }

    /// `0-2,4`; absent where there is none. Indices that the Job does not have are left out.
    private static func completedIndexes(of job: Value, pods: [Value]) -> Value? {
        let all = 0..<completions(of: job)
        let done = Set(
            pods.filter { $0.status["phase"] == "Succeeded" }
                .compactMap { Int($0.annotations[indexKey]?.string ?? "") }.filter(all.contains)
        ).sorted()
        var runs: [ClosedRange<Int>] = []
        for index in done {
            if let last = runs.last, index == last.upperBound + 1 {
                runs[runs.count - 1] = last.lowerBound...index
            } else {
                runs.append(index...index)
            }
        }
        let texts = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
        return texts.isEmpty ? nil : .string(texts.joined(separator: ","))
    }

    private static func condition(_ type: String, _ reason: String, _ message: String) -> Condition {
        Condition(type, reason: reason, message: message, secondTime: "lastProbeTime")
    }
}
