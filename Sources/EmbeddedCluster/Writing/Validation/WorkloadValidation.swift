import Manifests

/// What the server refuses of objects that run pods.
enum WorkloadValidation {
    /// Causes in the order in which the server finds them, which differs from kind to kind.
    ///
    /// - Parameter live: nil for a new object.
    static func faults(of object: Value, live: Value?) -> [APIError.Cause] {
        let spec = object.spec
        let replicas = NumberValidation.faults(ofCount: spec["replicas"], at: "spec.replicas")
        let delay = NumberValidation.faults(ofCount: spec["minReadySeconds"], at: "spec.minReadySeconds")
        let history = NumberValidation.faults(ofCount: spec["revisionHistoryLimit"], at: "spec.revisionHistoryLimit")
        let pods = selectorFaults(of: object) + templateFaults(of: object)
        var causes: [APIError.Cause]
        switch object["kind"]?.string {
        case "Deployment":
            causes = replicas + pods + StrategyValidation.deploymentFaults(spec["strategy"]) + delay + history
            causes += deadlineFaults(spec)
        case "StatefulSet":
            let first = NumberValidation.faults(ofCount: spec["ordinals"]?["start"], at: "spec.ordinals.start")
            causes = StrategyValidation.statefulSetFaults(spec["updateStrategy"]) + replicas + delay + first + history
            causes += pods
        case "DaemonSet":
            causes = pods + delay + StrategyValidation.daemonSetFaults(spec["updateStrategy"]) + history
        default: causes = replicas + delay + pods
        }
        // A StatefulSet's spec is refused as a whole.
        if let live, live.spec["selector"] != spec["selector"], object["kind"] != "StatefulSet" {
            causes.append(.invalid("spec.selector", JSON.string(spec["selector"] ?? .null), "field is immutable"))
        }
        return causes
    }

    private static func selectorFaults(of object: Value) -> [APIError.Cause] {
        let place = "spec.selector"
        let kind = object["kind"]?.string ?? ""
        guard let selector = object.spec["selector"] else {
            return (kind == "DaemonSet" ? [] : [.required(place)]) + [mismatch(object)]
        }
        var causes = SelectorValidation.faults(of: selector, at: place)
        if causes.isEmpty {
            if !(LabelSelector(selector)?.matches(object.spec["template"] ?? [:]) ?? false) {
                causes.append(mismatch(object))
            }
        } else if kind != "DaemonSet" {
            causes.append(
                .invalid(place, JSON.string(selector), kind == "StatefulSet" ? "" : "invalid label selector"))
        }
        if SelectorValidation.isEmpty(selector) {
            // A ReplicaSet's message names a Deployment, on the server too.
            let named = kind == "ReplicaSet" ? "deployment" : kind.lowercased()
            causes.append(.invalid(place, JSON.string(selector), "empty selector is invalid for \(named)"))
        }
        return causes
    }

    private static func mismatch(_ object: Value) -> APIError.Cause {
        .invalid(
            "spec.template.metadata.labels",
            JSON.string(object[path: "spec", "template", "metadata", "labels"] ?? .null),
            "`selector` does not match template `labels`")
    }

    private static func templateFaults(of object: Value) -> [APIError.Cause] {
        let place = "spec.template"
        let template = object.spec["template"] ?? [:]
        let claims = (object.spec["volumeClaimTemplates"]?.array ?? []).map(\.objectName)
        var causes = SelectorValidation.labelFaults(
            template.metadata["labels"]?.object ?? [:], at: "\(place).labels")
        causes += PodValidation.faults(of: template["spec"], at: "\(place).spec", claims: claims)
        if let policy = template["spec"]?["restartPolicy"]?.string, policy != "Always" {
            causes.append(.unsupported("\(place).spec.restartPolicy", policy, ["Always"]))
        }
        if template["spec"]?["activeDeadlineSeconds"] != nil {
            // A Deployment's message names the ReplicaSets, as the server's does.
            let kind = object["kind"]?.string ?? ""
            let named = kind == "Deployment" ? "ReplicaSet" : kind
            causes.append(
                .forbidden(
                    "\(place).spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(named) is not Supported"))
        }
        return causes
    }

    private static func deadlineFaults(_ spec: Object) -> [APIError.Cause] {
        let field = "spec.progressDeadlineSeconds"
        guard let deadline = spec["progressDeadlineSeconds"]?.integer else { return [] }
        var causes = NumberValidation.faults(ofCount: .integer(deadline), at: field)
        if deadline <= spec["minReadySeconds"]?.integer ?? 0 {
            causes.append(.invalid(field, String(deadline), "must be greater than minReadySeconds"))
        }
        return causes
    }

    /// A ReplicationController, whose selector is nothing but labels.
    static func replicationFaults(of object: Value) -> [APIError.Cause] {
        let spec = object.spec
        var causes = NumberValidation.faults(ofCount: spec["minReadySeconds"], at: "spec.minReadySeconds")
        let selector = spec["selector"]?.object ?? [:]
        if selector.isEmpty { causes.append(.required("spec.selector")) }
        causes += NumberValidation.faults(ofCount: spec["replicas"], at: "spec.replicas")
        guard let template = spec["template"] else { return causes + [.required("spec.template")] }
        let labels = template.metadata["labels"]?.object ?? [:]
        if selector.contains(where: { labels[$0.key] != $0.value }) { causes.append(mismatch(object)) }
        return causes + templateFaults(of: object)
    }

    static func autoscalerFaults(_ object: Value) -> [APIError.Cause] {
        let (least, most) = (object.spec["minReplicas"]?.integer ?? 1, object.spec["maxReplicas"]?.integer ?? 0)
        if least < 1 {
            return [.invalid("spec.minReplicas", String(least), "must be greater than or equal to 1")]
        }
        if most < 1 { return [.invalid("spec.maxReplicas", String(most), "must be greater than 0")] }
        return most < least
            ? [.invalid("spec.maxReplicas", String(most), "must be greater than or equal to `minReplicas`")] : []
    }
}
