import PolicyV1

struct Parameters: Params {
    let allowedCapabilities: [String] = []
    let requiredDropCapabilities: [String] = []
    let exemptImages: [ImagePattern] = []
}

func word(_ container: Container) -> String {
    container.isInit ? "initContainer" : container.isEphemeral ? "ephemeralContainer" : "container"
}

func plain(_ capability: String) -> String { capability.lowercased().removingPrefix("cap_") }

/// Containers add allowed capabilities only, and drop the required ones.
admission("K8sPSPCapabilities", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let added = (container["securityContext"]?["capabilities"]?["add"]?.strings ?? []).map { plain($0) }
        let allowed = params.allowedCapabilities.map { plain($0) }
        require(
            allowed.contains("*") || added.allSatisfy { allowed.contains($0) },
            "\(word(container)) <\(container.name)> has a disallowed capability. Allowed capabilities are \(params.allowedCapabilities)",
            at: container.path)
        let dropped = (container["securityContext"]?["capabilities"]?["drop"]?.strings ?? []).map { plain($0) }
        require(
            dropped.contains("all") || params.requiredDropCapabilities.allSatisfy { dropped.contains(plain($0)) },
            "\(word(container)) <\(container.name)> is not dropping all required capabilities. Container must drop all of \(params.requiredDropCapabilities) or \"ALL\"",
            at: container.path)
    }
}
