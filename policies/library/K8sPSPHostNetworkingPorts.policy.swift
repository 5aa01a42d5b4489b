import PolicyV1

struct Parameters: Params {
    let hostNetwork: Bool = false
    let min: Int = 0
    let max: Int = 0
    let exemptImages: [ImagePattern] = []
}

/// Pods use the host's network and ports as allowed only.
admission("K8sPSPHostNetworkingPorts", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    let usesNetwork = review.pod.spec["hostNetwork"]?.bool ?? false
    require(
        params.hostNetwork || !usesNetwork,
        "The specified hostNetwork and hostPort are not allowed, pod: \(review.name). Allowed values: hostNetwork \(params.hostNetwork), \(params.min) to \(params.max)",
        at: review.pod.path)
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        for port in container.object.list("ports") {
            if let number = port["hostPort"]?.integer {
                require(
                    (params.min...params.max).contains(number) || (number == 0 && params.max == 0),
                    "The specified hostNetwork and hostPort are not allowed, pod: \(review.name). Container \(container.name) uses host port \(number)",
                    at: container.path)
            }
        }
    }
}
