import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

/// Containers cannot write to their root file system.
admission("K8sPSPReadOnlyRootFilesystem", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        require(
            container["securityContext"]?["readOnlyRootFilesystem"]?.bool ?? false,
            "only read-only root filesystem container is allowed: \(container.name)", at: container.path)
    }
}
