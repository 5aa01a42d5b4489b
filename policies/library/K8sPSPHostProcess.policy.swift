import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

/// No Windows container is a host process.
admission("K8sPSPHostProcess", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    require(
        !(review.pod.spec.at("securityContext.windowsOptions.hostProcess")?.bool ?? false),
        "HostProcess is not allowed at the pod level: \(review.name), securityContext.windowsOptions.hostProcess: true",
        at: review.pod.path)
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        require(
            !(container["securityContext"]?["windowsOptions"]?["hostProcess"]?.bool ?? false),
            "HostProcess container is not allowed: \(container.name), securityContext.windowsOptions.hostProcess: true",
            at: container.path)
    }
}
