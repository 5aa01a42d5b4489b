import PolicyV1

struct Parameters: Params {
    let ratio: String = "1"
    let cpuRatio: String?
    let exemptImages: [ImagePattern] = []
}

/// Limits are at most a given number of times the requests.
admission("K8sContainerRatios", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let cpuRatio = params.cpuRatio ?? params.ratio
        if let limit = container.limits.cpu, let request = container.requests.cpu {
            require(
                limit.isAtMost(cpuRatio, times: request),
                "container <\(container.name)> cpu limit <\(limit)> is higher than the maximum allowed ratio of <\(cpuRatio)>",
                at: container.path)
        } else {
            deny("container <\(container.name)> has no cpu limit or no cpu request", at: container.path)
        }
        if let limit = container.limits.memory, let request = container.requests.memory {
            require(
                limit.isAtMost(params.ratio, times: request),
                "container <\(container.name)> memory limit <\(limit)> is higher than the maximum allowed ratio of <\(params.ratio)>",
                at: container.path)
        } else {
            deny("container <\(container.name)> has no memory limit or no memory request", at: container.path)
        }
    }
}
