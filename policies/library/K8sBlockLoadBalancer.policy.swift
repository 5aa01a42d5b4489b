import PolicyV1

/// No service is of type LoadBalancer.
admission("K8sBlockLoadBalancer", kinds: [.service]) { review in
    require(
        review.object.at("spec.type")?.string != "LoadBalancer", "User is not allowed to create service of type LoadBalancer",
        at: "spec.type")
}
