import PolicyV1

struct Parameters: Params {
    let procMount: String = "Default"
    let exemptImages: [ImagePattern] = []
}

/// Containers mount /proc as allowed.
admission("K8sPSPProcMount", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let mount = container["securityContext"]?["procMount"]?.string ?? "Default"
        require(
            params.procMount.lowercased() == "unmasked" || mount.lowercased() == "default",
            "ProcMount type is not allowed, container: \(container.name). Allowed procMount types: \(params.procMount)",
            at: container.path)
    }
}
