import PolicyV1

struct Parameters: Params {
    let allowedLocalhostFiles: [String] = []
    let allowedProfiles: [String] = []
    let exemptImages: [ImagePattern] = []
}

/// Containers run under an allowed seccomp profile.
admission("K8sPSPSeccompV2", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let own = container["securityContext"]?["seccompProfile"]
        let effective = own ?? review.pod.spec.at("securityContext.seccompProfile")
        let used = effective?["type"]?.string ?? "not configured"
        let file = effective?["localhostProfile"]?.string ?? ""
        let isLocal = used == "Localhost"
        let isFileFine = params.allowedLocalhostFiles.contains { $0 == "*" || $0 == file }
        require(
            params.allowedProfiles.contains("*")
                || (params.allowedProfiles.contains(used) && (!isLocal || isFileFine)),
            "Seccomp profile '\(used)' is not allowed for container '\(container.name)'. Found at: container or pod securityContext. Allowed profiles: \(params.allowedProfiles)",
            at: container.path)
    }
}
