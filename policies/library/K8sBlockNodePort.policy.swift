import PolicyV1

/// No service is of type NodePort.
admission("K8sBlockNodePort", kinds: [.service]) { review in
    require(
        review.object.at("spec.type")?.string != "NodePort", "User is not allowed to create service of type NodePort",
        at: "spec.type")
}
