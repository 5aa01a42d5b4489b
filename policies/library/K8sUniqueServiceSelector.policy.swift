import PolicyV1

/// No two services of a namespace select the same pods.
admission("K8sUniqueServiceSelector", kinds: [.service]) { review in
    if let selector = review.object.at("spec.selector") {
        for other in cluster.objects(.service, in: review.namespace) where other.at("metadata.name")?.string != review.name {
            require(
                other.at("spec.selector") != selector,
                "same selector as service <\(other.at("metadata.name")?.string)> in namespace <\(review.namespace)>",
                at: "spec.selector")
        }
    }
}
