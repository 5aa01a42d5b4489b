import PolicyV1

struct Parameters: Params {
    let allowedProfiles: [String] = []
    let exemptImages: [ImagePattern] = []
}

func named(_ text: String) -> String {
    text == "RuntimeDefault" ? "runtime/default" : text == "Unconfined" ? "unconfined" : text
}

func profile(_ json: Json?) -> String? {
    guard let json, let type = json["type"]?.string else { return nil }
    return type == "Localhost" ? "localhost/" + (json["localhostProfile"]?.string ?? "") : named(type)
}

/// Containers run under an allowed AppArmor profile.
admission("K8sPSPAppArmor", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let annotation = review.pod.annotations["container.apparmor.security.beta.kubernetes.io/" + container.name]
        let own = profile(container["securityContext"]?["appArmorProfile"])
        let pods = profile(review.pod.spec.at("securityContext.appArmorProfile"))
        let used = own ?? pods ?? annotation ?? "runtime/default"
        let allowed = params.allowedProfiles.map { named($0) }
        require(
            allowed.contains("*") || allowed.contains(named(used)),
            "AppArmor profile is not allowed, pod: \(review.name), container: \(container.name). Allowed profiles: \(params.allowedProfiles)",
            at: container.path)
    }
}
