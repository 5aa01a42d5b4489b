import PolicyV1

/// Every workload is chosen by a NetworkPolicy of its namespace.
admission("network-policy", kinds: .podBearing, severity: .medium) { review in
    let policies = cluster.objects(.networkPolicy, in: review.namespace)
    require(
        policies.contains { LabelSelector($0.at("spec.podSelector") ?? [:]).matches(review.pod.labels) },
        "no NetworkPolicy in namespace '\(review.namespace)' selects the pods of \(review.kind) '\(review.name)'")
}
