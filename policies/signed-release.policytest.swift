import PolicyV1

let image = "registry.example.com/web@sha256:aa"

func web() -> Json {
    yaml("""
        apiVersion: v1
        kind: Pod
        metadata: { name: web }
        spec: { containers: [{ name: web, image: "\(image)" }] }
        """)
}

let model: InferenceService = yaml("""
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata: { name: fraud, namespace: models }
    spec:
      predictor:
        model: { modelFormat: { name: sklearn }, storageUri: "oci://registry.example.com/models/fraud@sha256:bb" }
    """)

test("an unsigned image is denied, and the message says which") {
    expect("signed-release", review(web()), denies: 1, saying: "web@sha256:aa carries 0 of 1 signatures of role release")
}

test("a signature of the role passes; of another role, or an expired one, it does not count") {
    given(signatures: [image: [Signature(role: "release", identity: "alice", expires: "2027-01-01T00:00:00Z")]])
    expect("signed-release", review(web()), denies: 0)
    given(signatures: [image: [Signature(role: "ci", identity: "alice", expires: "2027-01-01T00:00:00Z")]])
    expect("signed-release", review(web()), denies: 1)
    given(signatures: [image: [Signature(role: "release", identity: "alice", expires: "2025-01-01T00:00:00Z")]])
    expect("signed-release", review(web()), denies: 1)
}

test("two signatures of one person are one") {
    given(signatures: [
        image: [
            Signature(role: "release", identity: "alice", expires: "2027-01-01T00:00:00Z"),
            Signature(role: "release", identity: "alice", expires: "2028-01-01T00:00:00Z"),
        ]
        ])
    expect("signed-release", review(web()), params: ["required": 2], denies: 1, saying: "1 of 2")
}

test("who asks does not vouch") {
    given(signatures: [image: [Signature(role: "release", identity: "alice", expires: "2027-01-01T00:00:00Z")]])
    expect("signed-release", review(web(), by: "alice"), denies: 1, saying: "signed by the requester")
}

test("a served model is signed too") {
    expect("signed-release", review(model), denies: 1, saying: "models/fraud@sha256:bb")
}

test("signatures that cannot be read are a fault, not an answer") {
    given(unavailable: "signatures")
    expect("signed-release", review(web()), faults: "the signatures")
}
