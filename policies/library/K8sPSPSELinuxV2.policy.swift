import PolicyV1

struct Parameters: Params {
    let allowedSELinuxOptions: [Json] = []
    let exemptImages: [ImagePattern] = []
}

/// Every option that is set is set as allowed.
func fits(_ allowed: Json, _ options: Json) -> Bool {
    ["level", "role", "type", "user"].allSatisfy { key in
        options[key] == nil || options[key]?.string == allowed[key]?.string
    }
}

/// Containers use allowed SELinux options.
admission("K8sPSPSELinuxV2", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    if let options = review.pod.spec.at("securityContext.seLinuxOptions") {
        require(
            params.allowedSELinuxOptions.contains { fits($0, options) },
            "SELinux options is not allowed, pod: \(review.name). Allowed options: \(params.allowedSELinuxOptions)",
            at: review.pod.path)
    }
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        if let options = container["securityContext"]?["seLinuxOptions"] {
            require(
                params.allowedSELinuxOptions.contains { fits($0, options) },
                "SELinux options is not allowed, pod: \(review.name), container: \(container.name). Allowed options: \(params.allowedSELinuxOptions)",
                at: container.path)
        }
    }
}
