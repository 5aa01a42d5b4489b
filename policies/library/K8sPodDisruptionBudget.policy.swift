import PolicyV1

/// Budgets leave room for voluntary disruption.
admission("K8sPodDisruptionBudget", kinds: [.podDisruptionBudget, .deployment, .replicaSet, .replicationController, .statefulSet]) { review in
    if review.kind == "PodDisruptionBudget" {
        let allowed = review.object.at("spec.maxUnavailable")
        require(
            allowed == nil || !["0", "0%"].contains("\(allowed)"),
            "PodDisruptionBudget <\(review.name)> has maxUnavailable of 0, only positive integers are allowed for maxUnavailable",
            at: "spec.maxUnavailable")
    } else {
        for budget in cluster.objects("policy/PodDisruptionBudget", in: review.namespace) {
            let selector = LabelSelector(budget.at("spec.selector") ?? [:])
            if selector.matches(review.pod.labels) {
                let name = budget.at("metadata.name")?.string
                require(
                    !["0", "0%"].contains("\(budget.at("spec.maxUnavailable"))"),
                    "\(review.kind) <\(review.name)> has been selected by PodDisruptionBudget <\(name)> but has maxUnavailable of 0")
                if let least = budget.at("spec.minAvailable")?.intOrString {
                    require(
                        (least.resolved(of: review.replicas, roundingUp: true) ?? review.replicas) < review.replicas,
                        "\(review.kind) <\(review.name)> has \(review.replicas) replica(s) but PodDisruptionBudget <\(name)> has minAvailable of \(least), PodDisruptionBudget count should always be lower than replica(s), and not used when replica(s) is set to 1")
                }
            }
        }
    }
}
