import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

/// No container is privileged.
admission("K8sPSPPrivilegedContainer", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        require(
            !(container["securityContext"]?["privileged"]?.bool ?? false),
            "Privileged container is not allowed: \(container.name), securityContext.privileged: true", at: container.path)
    }
}
