import PolicyV1

struct Registries: Params {
    let prefixes: [String]
    let exempt: [ImagePattern] = []
}

/// Images come from approved registries, and production pins them by digest.
admission("allowed-registries", kinds: .podBearing, severity: .high, params: Registries.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exempt) {
        require(
            params.prefixes.contains { container.image.name.hasPrefix($0) },
            "\(container.image) is not from an approved registry", at: container.path)
        if review.environment == "production" {
            require(container.image.digest != nil, "\(container.image) is not pinned by digest", at: container.path)
        }
    }
}
