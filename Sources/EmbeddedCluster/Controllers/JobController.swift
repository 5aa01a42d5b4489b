import Manifests

/// Runs the pods of a Job, all at once, and closes the Job when they have ended.
struct JobController: Controller {
    let kinds: [GroupVersionKind] = [.job]

    func reconcile(_ job: Value, in workspace: ControllerWorkspace) async {
        guard !Self.isClosed(job) else { return }
        var pods = await workspace.children(.pod, of: job)
        let isSuspended = job.spec["suspend"]?.bool ?? false
        if !isSuspended {
            for _ in 0..<max(0, Self.completions(of: job) - pods.count) {
                let labels = [
                    "batch.kubernetes.io/job-name": job.objectName, "job-name": job.objectName,
                    "batch.kubernetes.io/controller-uid": job.uid ?? "", "controller-uid": job.uid ?? "",
                ]
                let pod = PodTemplate.pod(
                    name: "\(job.objectName)-\(workspace.suffix())", owner: job, labels: labels,
                    failure: job.wantedFailure)
                if let created = await workspace.create(pod) { pods.append(created) }
            }
        }
        await workspace.write(status: Self.status(of: job, pods: pods, now: workspace.now), to: job)
    }

    static func isClosed(_ job: Value) -> Bool {
        job.status["conditions"]?.array?.contains {
            ["Complete", "Failed"].contains($0["type"]?.string ?? "") && $0["status"] == "True"
        } ?? false
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

    private static func condition(_ type: String, _ reason: String, _ message: String) -> Condition {
        Condition(type, reason: reason, message: message, secondTime: "lastProbeTime")
    }
}
