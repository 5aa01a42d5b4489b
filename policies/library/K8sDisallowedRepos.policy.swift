import PolicyV1

struct Parameters: Params {
    let repos: [String] = []
}

func word(_ container: Container) -> String {
    container.isInit ? "initContainer" : container.isEphemeral ? "ephemeralContainer" : "container"
}

/// Images begin with none of the listed prefixes.
admission("K8sDisallowedRepos", kinds: .podBearing, params: Parameters.self) { review, params in
    for container in review.pod.allContainers {
        require(
            !params.repos.contains { container.image.text.hasPrefix($0) },
            "\(word(container)) <\(container.name)> has an invalid image repo <\(container.image)>, disallowed repos are \(params.repos)",
            at: container.path)
    }
}
