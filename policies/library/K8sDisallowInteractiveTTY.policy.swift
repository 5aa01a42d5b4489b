import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

/// Containers take no terminal and no standard input.
admission("K8sDisallowInteractiveTTY", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        for field in ["stdin", "tty"] where container[field]?.bool ?? false {
            deny(
                "Containers using tty or stdin (\(field)) is not allowed, running image: \(container.image)",
                at: container.path)
        }
    }
}
