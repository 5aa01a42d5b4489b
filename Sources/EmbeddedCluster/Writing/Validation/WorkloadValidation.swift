import Manifests

/// What the server refuses of objects that run pods.
enum WorkloadValidation {
    /// - Parameter live: nil for a new object.
    static func faults(of object: Value, live: Value?) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let selector = object[path: "spec", "selector"]
        if selector == nil { causes.append(.required("spec.selector")) }
        let wanted = selector?["matchLabels"]?.object ?? [:]
        let labels = object[path: "spec", "template", "metadata", "labels"]?.object ?? [:]
        if selector != nil, wanted.contains(where: { labels[$0.key] != $0.value }) {
            causes.append(
                .invalid(
                    "spec.template.metadata.labels", JSON.string(.object(labels)),
                    "`selector` does not match template `labels`"))
        }
        let template = object[path: "spec", "template", "spec"]
        let claims = (object.spec["volumeClaimTemplates"]?.array ?? []).map(\.objectName)
        causes += PodValidation.faults(of: template, at: "spec.template.spec", claims: claims)
        if let policy = template?["restartPolicy"]?.string, policy != "Always" {
            causes.append(.unsupported("spec.template.spec.restartPolicy", policy, ["Always"]))
        }
        if let replicas = object.spec["replicas"]?.integer, replicas < 0 {
            causes.append(.invalid("spec.replicas", String(replicas), "must be greater than or equal to 0"))
        }
        // A StatefulSet's spec is refused as a whole.
        if let live, live[path: "spec", "selector"] != selector, object["kind"] != "StatefulSet" {
            causes.append(.invalid("spec.selector", JSON.string(selector ?? .null), "field is immutable"))
        }
        return causes
    }

    /// A Job, or the Jobs of a CronJob: their pods end.
    static func jobFaults(_ object: Value) -> [APIError.Cause] {
        let isCronJob = object["kind"] == "CronJob"
        let place = isCronJob ? "spec.jobTemplate.spec.template.spec" : "spec.template.spec"
        let job = isCronJob ? object[path: "spec", "jobTemplate", "spec"] : object["spec"]
        let pod = job?[path: "template", "spec"]
        var causes: [APIError.Cause] = []
        if isCronJob, object.spec["schedule"]?.string ?? "" == "" { causes.append(.required("spec.schedule")) }
        causes += PodValidation.faults(of: pod, at: place)
        if let policy = pod?["restartPolicy"]?.string, !["OnFailure", "Never"].contains(policy) {
            causes.append(.required("\(place).restartPolicy", "valid values: \"OnFailure\", \"Never\""))
        }
        return causes
    }

    static func autoscalerFaults(_ object: Value) -> [APIError.Cause] {
        let (least, most) = (object.spec["minReplicas"]?.integer ?? 1, object.spec["maxReplicas"]?.integer ?? 0)
        if most < 1 { return [.invalid("spec.maxReplicas", String(most), "must be greater than 0")] }
        return most < least
            ? [.invalid("spec.maxReplicas", String(most), "must be greater than or equal to `minReplicas`")] : []
    }
}
