import PolicyV1

struct Parameters: Params {
    let allowedLocalhostFiles: [String] = []
    let allowedProfiles: [String] = []
    let exemptImages: [ImagePattern] = []
}

func named(_ profile: String) -> String {
    switch profile {
        case "runtime/default", "docker/default": return "RuntimeDefault"
        case "unconfined": return "Unconfined"
        default: return profile.hasPrefix("localhost/") ? "Localhost" : profile
    }
}

/// Containers run under an allowed seccomp profile, by field or by annotation.
admission("K8sPSPSeccomp", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let own = container["securityContext"]?["seccompProfile"]
        let effective = own ?? review.pod.spec.at("securityContext.seccompProfile")
        let annotation = review.pod.annotations["container.seccomp.security.alpha.kubernetes.io/" + container.name]
            ?? review.pod.annotations["seccomp.security.alpha.kubernetes.io/pod"]
        let used = effective?["type"]?.string ?? annotation ?? "not configured"
        let file = effective?["localhostProfile"]?.string ?? (annotation ?? "").after("localhost/") ?? ""
        let isListed = params.allowedProfiles.contains { $0 == "localhost/*" || $0 == "localhost/" + file }
        let isLocal = named(used) == "Localhost"
        let isFileFine = params.allowedLocalhostFiles.contains { $0 == "*" || $0 == file }
        require(
            params.allowedProfiles.contains("*")
                || (params.allowedProfiles.contains { named($0) == named(used) } && (!isLocal || isListed || isFileFine)),
            "Seccomp profile '\(used)' is not allowed for container '\(container.name)'. Found at: container or pod securityContext. Allowed profiles: \(params.allowedProfiles)",
            at: container.path)
    }
}
