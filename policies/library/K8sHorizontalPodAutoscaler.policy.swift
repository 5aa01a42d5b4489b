import PolicyV1

struct Parameters: Params {
    let enforceScaleTargetRef: Bool = false
    let minimumReplicaSpread: Int?
    let ranges: [ReplicaRange] = []
}

struct ReplicaRange {
    let min_replicas: Int?
    let max_replicas: Int?
}

/// Autoscalers stay within ranges, have a spread, and scale something that exists.
admission("K8sHorizontalPodAutoscaler", kinds: [.horizontalPodAutoscaler], params: Parameters.self) { review, params in
    let name = review.name
    if !params.ranges.isEmpty {
        for field in ["minReplicas", "maxReplicas"] {
            let replicas = review.object.at("spec." + field)?.integer ?? 1
            let isInside = params.ranges.contains {
                ($0.min_replicas ?? 0) <= replicas && replicas <= ($0.max_replicas ?? Int.max)
            }
            require(
                isInside, "The HorizontalPodAutoscaler <\(name)> \(field) \(replicas) is outside the allowed ranges",
                at: "spec." + field)
        }
    }
    if let spread = params.minimumReplicaSpread {
        let least = review.object.at("spec.minReplicas")?.integer ?? 1
        let most = review.object.at("spec.maxReplicas")?.integer ?? 1
        require(
            most - least >= spread,
            "The HorizontalPodAutoscaler <\(name)> has a spread of replicas below \(spread)", at: "spec.maxReplicas")
    }
    if params.enforceScaleTargetRef {
        let kind = review.object.at("spec.scaleTargetRef.kind")?.string ?? ""
        let target = review.object.at("spec.scaleTargetRef.name")?.string ?? ""
        let kinds: [Kind] = [.deployment, .statefulSet, .replicaSet, .replicationController]
        let isThere = kinds.contains { kind in
            cluster.objects(kind, in: review.namespace).contains {
                $0["kind"]?.string == review.object.at("spec.scaleTargetRef.kind")?.string
                    && $0.at("metadata.name")?.string == target
            }
        }
        require(
            isThere, "The HorizontalPodAutoscaler <\(name)> has a scaleTargetRef of <\(kind)/\(target)> but it does not exist",
            at: "spec.scaleTargetRef")
    }
}
