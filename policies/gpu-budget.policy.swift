import PolicyV1

struct Budget: Params {
    /// How many GPUs all workloads of a namespace may ask for together.
    let gpus: Int = 8
    let resource: String = "nvidia.com/gpu"
}

/// A namespace stays inside its budget of GPUs.
admission("gpu-budget", kinds: .podBearing, severity: .high, params: Budget.self) { review, params in
    let asked = review.replicas * review.pod.containers.sum { $0.limits[params.resource]?.integer ?? 0 }
    guard asked > 0 else { return }
    let others = cluster.workloads(in: review.namespace).filter { $0.id != review.id }
    let used = others.sum { $0.replicas * $0.pod.containers.sum { $0.limits[params.resource]?.integer ?? 0 } }
    require(used + asked <= params.gpus, "\(asked) GPUs asked, \(used) in use, budget \(params.gpus)")
}
