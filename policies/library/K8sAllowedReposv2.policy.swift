import PolicyV1

struct Parameters: Params {
    let allowedImages: [ImagePattern] = []
}

func word(_ container: Container) -> String {
    container.isInit ? "initContainer" : container.isEphemeral ? "ephemeralContainer" : "container"
}

/// Images equal a listed one, or begin with what stands before its '*'.
admission("K8sAllowedReposv2", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers {
        require(
            container.image.matches(anyOf: params.allowedImages),
            "\(word(container)) <\(container.name)> has an invalid image <\(container.image)>", at: container.path)
    }
}
