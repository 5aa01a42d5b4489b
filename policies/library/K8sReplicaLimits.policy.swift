import PolicyV1

struct Parameters: Params {
    let ranges: [ReplicaRange] = []
}

struct ReplicaRange {
    let min_replicas: Int?
    let max_replicas: Int?
}

func shown(_ ranges: [ReplicaRange]) -> String {
    "{" + ranges.map { "\($0.min_replicas)...\($0.max_replicas)" }.joined(separator: ", ") + "}"
}

/// The number of replicas lies within one of the ranges.
admission("K8sReplicaLimits", kinds: .any, params: Parameters.self) { review, params in
    if let replicas = review.object.at("spec.replicas")?.integer {
        let isInside = params.ranges.contains {
            ($0.min_replicas ?? 0) <= replicas && replicas <= ($0.max_replicas ?? Int.max)
        }
        require(
            isInside, "The provided number of replicas is not allowed for \(review.kind): \(review.name). Allowed ranges: \(shown(params.ranges))",
            at: "spec.replicas")
    }
}
