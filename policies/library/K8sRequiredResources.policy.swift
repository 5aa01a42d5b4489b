import PolicyV1

struct Parameters: Params {
    let limits: [String] = []
    let requests: [String] = []
    let exemptImages: [ImagePattern] = []
}

func braced(_ names: [String]) -> String {
    "{" + names.sorted().map { "\"\($0)\"" }.joined(separator: ", ") + "}"
}

/// Containers set the listed limits and requests.
admission("K8sRequiredResources", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let limits = params.limits.filter { container.limits[$0] == nil }
        require(
            limits.isEmpty, "container <\(container.name)> does not have <\(braced(limits))> limits defined",
            at: container.path)
        let requests = params.requests.filter { container.requests[$0] == nil }
        require(
            requests.isEmpty, "container <\(container.name)> does not have <\(braced(requests))> requests defined",
            at: container.path)
    }
}
