import PolicyV1

struct Limits: Params {
    let memory: Quantity = "64Gi"
    let cpu: Quantity = "32"
}

/// Containers ask for processor time and memory, and limit their memory sanely.
admission("resource-limits", kinds: .podBearing, params: Limits.self) { review, params in
    for container in review.pod.allContainers where !container.isEphemeral {
        if let memory = container.limits.memory {
            require(memory <= params.memory, "memory limit \(memory) is above \(params.memory)", at: container.path)
        } else {
            deny("container '\(container.name)' has no memory limit", at: container.path)
        }
        if let cpu = container.limits.cpu {
            require(cpu <= params.cpu, "cpu limit \(cpu) is above \(params.cpu)", at: container.path)
        }
        require(
            container.requests.cpu != nil || container.limits.cpu != nil, "container '\(container.name)' asks for no cpu",
            at: container.path)
    }
}
