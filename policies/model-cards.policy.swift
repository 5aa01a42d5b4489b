import PolicyV1

struct Card: Params {
    /// The predicate type of the attestation that carries the card.
    let type: String = "model-card/v1"
    /// What a card must say: paths to texts in it.
    let fields: [String] = ["license", "intendedUse", "owner"]
    let evaluations: Int = 1
}

/// A served model has a signed model card that says what it is for and how it was evaluated.
admission("model-cards", kinds: [.inferenceService], severity: .high, params: Card.self) { review, params in
    let path = "spec.predictor.model.storageUri"
    guard let uri = review.object.at(path)?.string else { return }
    guard let card = attestations(of: uri, type: params.type).first else {
        deny("model \(uri) has no model card", at: path)
        return
    }
    for field in params.fields {
        let said = card.at(field)?.string ?? ""
        require(!said.trimmed().isEmpty, "the model card of \(uri) does not say '\(field)'", at: path)
    }
    let count = card.list("evaluations").count
    require(
        count >= params.evaluations, "the model card of \(uri) has \(count) of \(params.evaluations) evaluations", at: path)
}
