import PolicyV1

struct Parameters: Params {
    let tlsOptional: Bool = false
}

/// An ingress speaks HTTPS only.
admission("K8sHttpsOnly", kinds: [.ingress], params: Parameters.self) { review, params in
    let isOnly = review.annotations["kubernetes.io/ingress.allow-http"] == "false"
    let hasTLS = !review.object.list("spec.tls").isEmpty
    if params.tlsOptional {
        require(isOnly, "Ingress should be https. The allow-http=false annotation is required for \(review.name)")
    } else {
        require(
            isOnly && hasTLS,
            "Ingress should be https. tls configuration and allow-http=false annotation are required for \(review.name)")
    }
}
