import PolicyV1

struct Limits: Params {
    let memory: Quantity = "64Gi"
    let gpus: Int = 8
}

/// Containers limit their memory, and a namespace stays inside its budget of GPUs.
admission("resource-limits", kinds: .podBearing, params: Limits.self) { review, params in
    for container in review.pod.containers {
        if let memory = container.limits.memory {
            require(memory <= params.memory, "memory limit \(memory) is above \(params.memory)", at: container.path)
        } else {
            deny("no memory limit", at: container.path)
        }
    }
    let asked = review.pod.containers.sum { $0.limits["nvidia.com/gpu"]?.integer ?? 0 } * review.replicas
    if asked > 0 {
        let others = cluster.workloads(in: review.namespace).filter { $0.id != review.id }
        let used = others.sum { $0.replicas * $0.pod.containers.sum { $0.limits["nvidia.com/gpu"]?.integer ?? 0 } }
        require(used + asked <= params.gpus, "\(asked) GPUs asked, \(used) in use, budget \(params.gpus)")
    }
}
