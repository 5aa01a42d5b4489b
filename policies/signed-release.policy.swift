import PolicyV1

struct Signing: Params {
    /// The role of the trust policy whose signature counts.
    let role: String = "release"
    /// How many different people must have signed.
    let required: Int = 1
    let exempt: [ImagePattern] = []
}

func people(_ found: [Signature], _ role: String, _ time: Timestamp) -> Int {
    found.filter { $0.role == role && $0.expires > time }.distinct { $0.identity }.count
}

/// Every image and every served model carries enough signatures, and not of the one who asks.
admission("signed-release", kinds: .podBearing, severity: .critical, params: Signing.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exempt) {
        let found = signatures(of: container.image)
        let count = people(found, params.role, review.time)
        require(
            count >= params.required,
            "\(container.image) carries \(count) of \(params.required) signatures of role \(params.role)", at: container.path)
        require(
            !found.contains { $0.role == params.role && $0.identity == review.requester.name },
            "\(container.image) was signed by the requester", at: container.path)
    }
    if let uri = review.object.at("spec.predictor.model.storageUri")?.string {
        let count = people(signatures(of: uri), params.role, review.time)
        require(
            count >= params.required, "model \(uri) carries \(count) of \(params.required) signatures of role \(params.role)",
            at: "spec.predictor.model.storageUri")
    }
}
