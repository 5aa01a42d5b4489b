import PolicyV1

let uri = "oci://registry.example.com/models/fraud@sha256:bb"

func served() -> Json {
    yaml("""
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: fraud }
        spec: { predictor: { model: { storageUri: "\(uri)" } } }
        """)
}

test("a model without a card is denied") {
    expect("model-cards", review(served()), denies: 1, saying: "has no model card")
}

test("a complete card passes") {
    given(attestations: [
        "\(uri) model-card/v1": [["license": "Apache-2.0", "intendedUse": "card fraud", "owner": "risk", "evaluations": [["auc": 0.97]]]]
        ])
    expect("model-cards", review(served()), denies: 0)
}

test("each thing that a card leaves out is named") {
    given(attestations: ["\(uri) model-card/v1": [["license": " ", "owner": "risk"]]])
    expect("model-cards", review(served()), denies: 3, saying: "does not say 'license'")
    expect("model-cards", review(served()), denies: 3, saying: "0 of 1 evaluations")
    expect("model-cards", review(served()), params: ["fields": ["owner"], "evaluations": 0], denies: 0)
}

test("what serves no stored model needs no card") {
    let custom: InferenceService = yaml("{ kind: InferenceService, metadata: { name: a }, spec: { predictor: { containers: [] } } }")
    expect("model-cards", review(custom), denies: 0)
}

test("attestations that cannot be read are a fault") {
    given(unavailable: "attestations")
    expect("model-cards", review(served()), faults: "the attestations")
}
