import PolicyV1

struct Parameters: Params {
    let cpu: String = "-1"
    let memory: String = "-1"
    let exemptImages: [ImagePattern] = []
}

func limit(_ text: String) -> Quantity { Quantity(text) ?? "0" }

/// Containers have limits of CPU and memory, at most the given ones.
admission("K8sContainerLimits", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        if params.cpu != "-1" {
            if let cpu = container.limits.cpu {
                require(
                    cpu <= limit(params.cpu),
                    "container <\(container.name)> cpu limit <\(cpu)> is higher than the maximum allowed of <\(params.cpu)>",
                    at: container.path)
            } else {
                deny("container <\(container.name)> has no cpu limit", at: container.path)
            }
        }
        if params.memory != "-1" {
            if let memory = container.limits.memory {
                require(
                    memory <= limit(params.memory),
                    "container <\(container.name)> memory limit <\(memory)> is higher than the maximum allowed of <\(params.memory)>",
                    at: container.path)
            } else {
                deny("container <\(container.name)> has no memory limit", at: container.path)
            }
        }
    }
}
