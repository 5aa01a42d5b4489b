import PolicyV1

struct Pinning: Params {
    let exempt: [ImagePattern] = []
}

/// Images and served models are named by what they are, not by a name that moves.
admission("pinned-digests", kinds: .podBearing, severity: .high, params: Pinning.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exempt) {
        require(container.image.digest != nil, "\(container.image) is not pinned by digest", at: container.path)
    }
    if let uri = review.object.at("spec.predictor.model.storageUri")?.string {
        let path = "spec.predictor.model.storageUri"
        if uri.hasPrefix("oci://") {
            require(uri.contains("@sha256:"), "model \(uri) is not pinned by digest", at: path)
        }
        if uri.hasPrefix("models:/") {
            let version = uri.removingPrefix("models:/").after("/") ?? ""
            require(version.matches(regex: "^[0-9]+$"), "model \(uri) names no version of the registry", at: path)
        }
        require(!uri.hasSuffix("/latest"), "model \(uri) is whatever is newest", at: path)
    }
}
