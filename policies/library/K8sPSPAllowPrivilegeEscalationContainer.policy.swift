import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

/// No container may gain privileges.
admission("K8sPSPAllowPrivilegeEscalationContainer", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        require(
            container["securityContext"]?["allowPrivilegeEscalation"]?.bool == false,
            "Privilege escalation container is not allowed: \(container.name)", at: container.path)
    }
}
