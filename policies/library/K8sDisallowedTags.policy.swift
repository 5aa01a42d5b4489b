import PolicyV1

struct Parameters: Params {
    let tags: [String] = []
    let exemptImages: [ImagePattern] = []
}

/// Images have a tag, and none of the listed ones.
admission("K8sDisallowedTags", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        if container.image.tag == nil && container.image.digest == nil {
            deny("container <\(container.name)> didn't specify an image tag <\(container.image)>", at: container.path)
        }
        require(
            !params.tags.contains { container.image.text.hasSuffix(":" + $0) },
            "container <\(container.name)> uses a disallowed tag <\(container.image)>; disallowed tags are \(params.tags)",
            at: container.path)
    }
}
