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
        let progress = JobProgress(of: job, pods: pods)
        if progress.failure != nil {
            for pod in pods where !PodTemplate.isFinished(pod) { await workspace.delete(pod: pod, of: job) }
        } else if !progress.isSuspended {
            if pods.count >= Self.mostPods, progress.completions ?? 0 > pods.count {
                workspace.tell(.tooManyPods(of: job, count: pods.count), about: job)
            }
            let missing = Self.missing(of: job, pods: pods, progress)
            for index in missing.prefix(workspace.grant(missing.count, to: job)) {
                let pod = Self.pod(index, of: job, suffix: workspace.suffix())
                if let created = await workspace.create(pod: pod, of: job) { pods.append(created) }
            }
        }
        let status = JobProgress(of: job, pods: pods).status(now: workspace.now)
        await workspace.write(status: status, to: job)
        guard let end = Self.end(status) else { return }
        workspace.tell(.jobEnded(end), about: job)
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
    private static func missing(of job: Value, pods: [Value], _ progress: JobProgress) -> [Int] {
        let parallel = max(0, Int(Int32(clamping: job.spec["parallelism"]?.integer ?? 1)) - progress.active)
        let most = min(parallel, Scheduler.burst, max(0, mostPods - pods.count))
        guard let completions = progress.completions else {
            // Once one has found the queue empty, no other is to look.
            return progress.succeeded > 0 ? [] : Array(0..<most)
        }
        guard progress.isIndexed else { return Array(0..<max(0, min(most, completions - pods.count))) }
        let there = Set(pods.compactMap(JobProgress.index))
        return Array((0..<completions).lazy.filter { !there.contains($0) }.prefix(most))
    }

    private static func pod(_ index: Int, of job: Value, suffix: String) -> Value {
        let labels = Dictionary(JobSelector.labels(of: job)) { first, _ in first }
        let isIndexed = JobProgress.isIndexed(job)
        let prefix = isIndexed ? "\(job.objectName)-\(index)" : job.objectName
        var pod = PodTemplate.pod(
            name: "\(prefix)-\(suffix)", owner: job, labels: labels, failure: job.wantedFailure)
        guard isIndexed else { return pod }
        pod.setAnnotation(JobProgress.indexKey, String(index))
        pod.setLabel(JobProgress.indexKey, String(index))
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
}
