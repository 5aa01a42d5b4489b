import PolicyV1

struct Parameters: Params {
    let exemptImages: [ImagePattern] = []
}

/// Probes and hooks name no host.
admission("K8sPSPHostProbesLifecycle", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            for action in ["httpGet", "tcpSocket"] {
                if let host = container[probe]?[action]?["host"]?.string, host != "" {
                    deny("Container \(container.name) has probe with host field set: \(host)", at: container.path)
                }
            }
        }
        for hook in ["postStart", "preStop"] {
            for action in ["httpGet", "tcpSocket"] {
                if let host = container["lifecycle"]?[hook]?[action]?["host"]?.string, host != "" {
                    deny("Container \(container.name) has lifecycle hook with host field set: \(host)", at: container.path)
                }
            }
        }
    }
}
