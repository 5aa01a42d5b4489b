import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

func word(_ container: Container) -> String {
    container.isInit ? "initContainer" : container.isEphemeral ? "ephemeralContainer" : "container"
}

/// Images are pinned by digest.
admission("K8sImageDigests", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        require(
            container.image.digest != nil,
            "\(word(container)) <\(container.name)> uses an image without a digest <\(container.image)>", at: container.path)
    }
}
