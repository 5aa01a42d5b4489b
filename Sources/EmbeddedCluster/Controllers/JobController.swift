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
        guard Self.isOwn(job) else { return }
        var pods = await workspace.children(.pod, of: job)
        var progress = JobProgress(of: job, pods: pods, now: workspace.now)
        let surplus = progress.surplus
        for pod in surplus { await workspace.delete(pod: pod, of: job) }
        if progress.verdict == nil {
            let gone = Set(surplus.map(\.objectName))
            pods.removeAll { gone.contains($0.objectName) }
            if surplus.isEmpty { pods += await made(for: job, beside: pods, progress, in: workspace) }
            progress = JobProgress(of: job, pods: pods, now: workspace.now)
        }
        let status = progress.status
        await workspace.write(status: status, to: job)
        if let end = Self.end(status) {
            workspace.tell(.jobEnded(end), about: job)
        } else if progress.isSuspended != progress.wasSuspended {
            workspace.tell(progress.isSuspended ? .jobSuspended : .jobResumed, about: job)
        }
    }

    /// The pods that the Job lacks, as many as may be made now.
    private func made(
        for job: Value, beside pods: [Value], _ progress: JobProgress, in workspace: ControllerWorkspace
    ) async -> [Value] {
        if !progress.isSuspended, pods.count >= Self.mostPods, progress.completions ?? 0 > pods.count {
            workspace.tell(.tooManyPods(of: job, count: pods.count), about: job)
        }
        let missing = Self.missing(pods: pods, progress)
        var made: [Value] = []
        for index in missing.prefix(workspace.grant(missing.count, to: job)) {
            let pod = Self.pod(index, of: job, suffix: workspace.suffix())
            if let created = await workspace.create(pod: pod, of: job) { made.append(created) }
        }
        return made
    }

    func isDue(_ job: Value, now: String) -> Duration? {
        let left =
            Self.isClosed(job)
            ? Self.secondsLeft(of: job, now: now)
            : Self.isOwn(job) ? JobProgress.secondsLeft(of: job, now: now) : nil
        return left.map { .seconds(max(0, $0)) }
    }

    /// Whether nobody else runs the Job (`managedBy`, KEP-4368). Any Job that has ended goes in its time.
    private static func isOwn(_ job: Value) -> Bool {
        job.spec["managedBy"].map { $0 == "kubernetes.io/job-controller" } ?? true
    }

    /// Until a closed Job goes (`ttlSecondsAfterFinished`); nil where it stays.
    private static func secondsLeft(of job: Value, now: String) -> Int64? {
        guard let lifetime = job.spec["ttlSecondsAfterFinished"]?.integer,
            let end = end(job.status)?["lastTransitionTime"]?.string
        else { return nil }
        return Timestamp.secondsLeft(of: lifetime, since: end, now: now)
    }

    /// Pods that have ended stay until their Job goes; so many of one Job (`--terminated-pod-gc-threshold` of
    /// kube-controller-manager, which deletes those beyond it).
    private static let mostPods = 12_500

    /// The pods to make now, a burst at most: of an indexed Job those of the indices that have none yet.
    private static func missing(pods: [Value], _ progress: JobProgress) -> [Int] {
        let most = min(progress.lacking, Scheduler.burst, max(0, mostPods - pods.count))
        guard let completions = progress.completions else { return Array(0..<most) }
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
