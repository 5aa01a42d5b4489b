import Manifests

/// Makes the Jobs of a CronJob at their times, and forgets old ones (`syncCronJob` of k8s.io/kubernetes).
struct CronJobController: Controller {
    private static let timeAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp"
    /// Seconds in which the last missed time is looked for, one span after the other: an hour, a day, a month, a year,
    /// and five. So a schedule of every minute costs no more than one of every year.
    private static let spans: [Int64] = [3_600, 86_400, 40 * 86_400, 366 * 86_400, 5 * 366 * 86_400]

    let kinds: [GroupVersionKind] = [.cronJob]

    func reconcile(_ cronJob: Value, in workspace: ControllerWorkspace) async {
        let jobs = await workspace.children(.job, of: cronJob)
        for job in Self.forgotten(jobs, of: cronJob) {
            await workspace.delete(job)
            workspace.tell(.jobForgotten(job), about: cronJob)
        }
        var active = jobs.filter { !JobController.isClosed($0) }
        var status = cronJob.status
        if let time = Self.due(cronJob, now: workspace.now) {
            let isForbidden = cronJob.spec["concurrencyPolicy"] == "Forbid" && !active.isEmpty
            if isForbidden {
                workspace.tell(.jobStillActive, about: cronJob)
            } else {
                if cronJob.spec["concurrencyPolicy"] == "Replace" {
                    for job in active { await workspace.delete(job) }
                    active = []
                }
                // One that is there already was made before the time was noted.
                if let job = await workspace.create(Self.job(of: cronJob, at: time)) {
                    workspace.tell(.jobMade(job), about: cronJob)
                    active.append(job)
                }
                status["lastScheduleTime"] = .string(Timestamp(seconds: time).text)
            }
        }
        status["active"] = active.isEmpty ? nil : .array(active.map(Self.reference(to:)))
        let ends = jobs.filter { JobController.end($0.status)?["type"] == "Complete" }
            .compactMap { $0.status["completionTime"]?.string }
        if let last = (ends + [status["lastSuccessfulTime"]?.string].compactMap { $0 }).max() {
            status["lastSuccessfulTime"] = .string(last)
        }
        await workspace.write(status: status, to: cronJob)
    }

    func isDue(_ cronJob: Value, now: String) -> Duration? {
        guard !(cronJob.spec["suspend"]?.bool ?? false), let now = Timestamp(now)?.seconds,
            let (schedule, zone) = Self.schedule(of: cronJob),
            let next = schedule.next(after: now, offset: zone.seconds)
        else { return nil }
        return .seconds(next - now)
    }

    // MARK: Times

    private static func schedule(of cronJob: Value) -> (CronSchedule, ZoneOffset)? {
        guard let schedule = try? CronSchedule(cronJob.spec["schedule"]?.string ?? "") else { return nil }
        guard let name = cronJob.spec["timeZone"]?.string else { return (schedule, .utc) }
        return ZoneOffset(named: name).map { (schedule, $0) }
    }

    /// The last time at which there should have been a Job, in seconds since 1970; nil where that is done.
    static func due(_ cronJob: Value, now: String) -> Int64? {
        guard !(cronJob.spec["suspend"]?.bool ?? false), let now = Timestamp(now)?.seconds,
            let (schedule, zone) = schedule(of: cronJob)
        else { return nil }
        let since = cronJob.status["lastScheduleTime"] ?? cronJob.metadata["creationTimestamp"]
        guard var earliest = since?.string.flatMap(Timestamp.init)?.seconds else { return nil }
        if let deadline = cronJob.spec["startingDeadlineSeconds"]?.integer {
            earliest = max(earliest, now.subtractingReportingOverflow(deadline).partialValue)
        }
        for span in spans {
            let start = max(earliest, now - span)
            var last: Int64?
            var next = schedule.next(after: start, offset: zone.seconds)
            while let time = next, time <= now {
                last = time
                next = schedule.next(after: time, offset: zone.seconds)
            }
            if let last { return last }
            if start == earliest { return nil }
        }
        return nil
    }

    // MARK: Jobs

    static func job(of cronJob: Value, at time: Int64) -> Value {
        let template = cronJob.spec["jobTemplate"]
        var metadata: Object = [
            "name": .string("\(cronJob.objectName)-\(time / 60)"), "ownerReferences": [cronJob.asControllerReference],
        ]
        metadata["namespace"] = cronJob.objectNamespace.map(Value.string)
        metadata["labels"] = template?.metadata["labels"]
        var annotations = template?.annotations ?? [:]
        annotations[timeAnnotation] = .string(Timestamp(seconds: time).text)
        metadata["annotations"] = .object(annotations)
        var job: Value = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": .object(metadata), "spec": template?["spec"] ?? [:],
        ]
        if let failure = cronJob.wantedFailure { job.setAnnotation(Value.failureAnnotation, failure) }
        return job
    }

    /// The oldest that have ended, beyond those that are kept.
    private static func forgotten(_ jobs: [Value], of cronJob: Value) -> [Value] {
        let ended = jobs.filter(JobController.isClosed).sorted {
            ($0.status["startTime"]?.string ?? "", $0.objectName) < (
                $1.status["startTime"]?.string ?? "", $1.objectName
            )
        }
        let limits = [("Complete", "successfulJobsHistoryLimit", 3), ("Failed", "failedJobsHistoryLimit", 1)]
        return limits.flatMap { end, field, usual -> ArraySlice<Value> in
            let kept = max(0, Int(clamping: cronJob.spec[field]?.integer ?? Int64(usual)))
            let ones = ended.filter { JobController.end($0.status)?["type"]?.string == end }
            return ones.dropLast(min(kept, ones.count))
        }
    }

    private static func reference(to job: Value) -> Value {
        var reference: Object = ["kind": "Job", "apiVersion": "batch/v1", "name": .string(job.objectName)]
        reference["namespace"] = job.objectNamespace.map(Value.string)
        reference["uid"] = job.uid.map(Value.string)
        return .object(reference)
    }
}

extension ClusterEvent {
    private static let cronJobController = "cronjob-controller"

    fileprivate static let jobStillActive = ClusterEvent(
        reason: "JobAlreadyActive",
        message: "Not starting job because prior execution is running and concurrency policy is Forbid",
        component: cronJobController)

    fileprivate static func jobMade(_ job: Value) -> ClusterEvent {
        ClusterEvent(
            reason: "SuccessfulCreate", message: "Created job \(job.objectName)", component: cronJobController)
    }

    fileprivate static func jobForgotten(_ job: Value) -> ClusterEvent {
        ClusterEvent(
            reason: "SuccessfulDelete", message: "Deleted job \(job.objectName)", component: cronJobController)
    }
}
