import Manifests

/// What an update of a Job may change (`ValidateJobUpdate` of k8s.io/kubernetes).
enum JobImmutability {
    private static let settled = [
        "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy",
    ]

    static func faults(of job: Value, live: Value) -> [APIError.Cause] {
        Immutability.fields(settled, below: "spec", job, live) + templateFaults(job, live)
            + completionFaults(job, live)
    }

    /// A Job with an index for each completion may grow and shrink with its pods (KEP-3715).
    private static func completionFaults(_ job: Value, _ live: Value) -> [APIError.Cause] {
        guard job.spec["completionMode"] == "Indexed" else {
            return Immutability.fields(["completions"], below: "spec", job, live)
        }
        let completions = job.spec["completions"]
        guard completions != live.spec["completions"], completions != job.spec["parallelism"] else { return [] }
        return [
            .invalid(
                "spec.completions", JSON.string(completions ?? .null),
                "can only be modified in tandem with spec.parallelism")
        ]
    }

    private static func templateFaults(_ job: Value, _ live: Value) -> [APIError.Cause] {
        guard isAtRest(live), settledTemplate(job) == settledTemplate(live) else {
            return Immutability.fields(["template"], below: "spec", job, live)
        }
        return []
    }

    /// Whether a Job is suspended and has no pods at work: either it has not begun, or its controller has seen to it.
    private static func isAtRest(_ job: Value) -> Bool {
        job.spec["suspend"]?.bool == true && job.status.count("active") == 0
            && (job.status["startTime"] == nil || JobProgress.wasSuspended(job))
    }

    /// The template without what a queue may still change of a Job at rest: where its pods run (KEP-2926) and what they
    /// ask for (KEP-5440).
    private static func settledTemplate(_ job: Value) -> Object {
        var template = job.spec["template"]?.object ?? [:]
        template.fill("metadata", [:])
        template.edit("metadata") { ($0["annotations"], $0["labels"]) = (nil, nil) }
        template.edit("spec") { spec in
            for field in ["nodeSelector", "tolerations", "schedulingGates"] { spec[field] = nil }
            spec = PodImmutability.withoutNodeAffinity(spec)
            for list in ["containers", "initContainers"] { spec.editEach(list) { $0["resources"] = nil } }
        }
        return template
    }
}
