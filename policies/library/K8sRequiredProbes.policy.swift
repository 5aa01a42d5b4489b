import PolicyV1

struct Parameters: Params {
    let probes: [String] = []
    let probeTypes: [String] = []
}

/// Containers have the listed probes, of the listed types.
admission("K8sRequiredProbes", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.containers {
        for probe in params.probes {
            let types = container[probe]?.keys ?? []
            require(
                types.contains { params.probeTypes.contains($0) },
                "Container <\(container.name)> in your <\(review.kind)> <\(review.name)> has no <\(probe)>",
                at: container.path)
        }
    }
}
