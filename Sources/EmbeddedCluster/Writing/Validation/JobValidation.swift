import Manifests

/// What the server refuses of Jobs and CronJobs (`pkg/apis/batch/validation` of k8s.io/kubernetes).
enum JobValidation {
    /// With the eleven characters that its Jobs add, a CronJob's name is still a label.
    private static let longestName = 52
    private static let counts = [
        "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
        "backoffLimitPerIndex", "maxFailedIndexes",
    ]

    static func faults(of job: Value) -> [APIError.Cause] { faults(ofSpec: job["spec"] ?? [:], at: "spec") }

    /// - Parameter live: nil for a new one.
    static func cronFaults(of cronJob: Value, live: Value?) -> [APIError.Cause] {
        let spec = cronJob.spec
        var causes: [APIError.Cause] = []
        if live == nil, cronJob.objectName.utf8.count > longestName {
            causes.append(
                .invalid(
                    "metadata.name", JSON.string(.string(cronJob.objectName)),
                    "must be no more than \(longestName) characters"))
        }
        causes += scheduleFaults(spec["schedule"]?.string ?? "")
        causes += NumberValidation.faults(ofCount: spec["startingDeadlineSeconds"], at: "spec.startingDeadlineSeconds")
        if let zone = spec["timeZone"]?.string { causes += zoneFaults(zone) }
        causes += faults(ofSpec: spec["jobTemplate"]?["spec"] ?? [:], at: "spec.jobTemplate.spec")
        for field in ["successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            causes += NumberValidation.faults(ofCount: spec[field], at: "spec.\(field)")
        }
        return causes
    }

    private static func scheduleFaults(_ schedule: String) -> [APIError.Cause] {
        let field = "spec.schedule"
        if schedule.isEmpty { return [.required(field)] }
        func invalid(_ why: String) -> [APIError.Cause] { [.invalid(field, JSON.string(.string(schedule)), why)] }
        if schedule.contains("TZ") {
            return invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        }
        do throws(CronSchedule.Failure) {
            _ = try CronSchedule(schedule)
            return []
        } catch {
            return invalid(error.message)
        }
    }

    private static func zoneFaults(_ zone: String) -> [APIError.Cause] {
        let field = "spec.timeZone"
        let shown = JSON.string(.string(zone))
        if zone.isEmpty { return [.invalid(field, shown, "timeZone must be nil or non-empty string")] }
        if zone.lowercased() == "local" {
            return [
                .invalid(
                    field, shown,
                    "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
            ]
        }
        return ZoneOffset(named: zone) == nil ? [.invalid(field, shown, "unknown time zone \(zone)")] : []
    }

    private static func faults(ofSpec job: Value, at place: String) -> [APIError.Cause] {
        var causes = counts.flatMap { NumberValidation.faults(ofCount: job[$0], at: "\(place).\($0)") }
        if job["completionMode"] == "Indexed", job["completions"] == nil {
            causes.append(.required("\(place).completions", "when completion mode is Indexed"))
        }
        let template = job["template"] ?? [:]
        causes += SelectorValidation.labelFaults(
            template.metadata["labels"]?.object ?? [:], at: "\(place).template.labels")
        causes += PodValidation.faults(of: template["spec"], at: "\(place).template.spec")
        // Their pods end.
        if let policy = template["spec"]?["restartPolicy"]?.string, !["OnFailure", "Never"].contains(policy) {
            causes.append(
                .required("\(place).template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""))
        }
        return causes
    }
}
