import PolicyV1

struct Parameters: Params {
    let ephemeralStorage: String = "0"
    let exemptImages: [ImagePattern] = []
}

/// Containers limit their ephemeral storage, at most to the given amount.
admission("K8sContainerEphemeralStorageLimit", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        if let limit = container.limits["ephemeral-storage"] {
            require(
                limit <= (Quantity(params.ephemeralStorage) ?? "0"),
                "container <\(container.name)> ephemeral-storage limit <\(limit)> is higher than the maximum allowed of <\(params.ephemeralStorage)>",
                at: container.path)
        } else {
            deny("container <\(container.name)> has no ephemeral-storage limit", at: container.path)
        }
    }
}
