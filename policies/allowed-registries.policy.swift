import PolicyV1

struct Registries: Params {
    /// What a complete image name may begin with: "registry.example.com/team/".
    let prefixes: [String]
    let exempt: [ImagePattern] = []
    /// What the address of a served model may begin with: "oci://registry.example.com/models/". Empty: any.
    let models: [String] = []
}

/// Images and served models come from approved places.
admission("allowed-registries", kinds: .podBearing, severity: .high, params: Registries.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exempt) {
        require(
            params.prefixes.contains { container.image.name.hasPrefix($0) },
            "\(container.image) is not from an approved registry", at: container.path)
    }
    if let uri = review.object.at("spec.predictor.model.storageUri")?.string, !params.models.isEmpty {
        require(
            params.models.contains { uri.hasPrefix($0) }, "model \(uri) is not from an approved place",
            at: "spec.predictor.model.storageUri")
    }
}
