import PolicyV1

func pod(_ image: String) -> Json {
    yaml("""
        apiVersion: v1
        kind: Pod
        metadata: { name: a }
        spec: { containers: [{ name: a, image: "\(image)" }] }
        """)
}

func served(_ uri: String) -> Json {
    yaml("""
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: fraud }
        spec: { predictor: { model: { storageUri: "\(uri)" } } }
        """)
}

test("a tag is denied, a digest passes") {
    expect("pinned-digests", review(pod("registry.example.com/web:1")), denies: 1, saying: "web:1 is not pinned by digest")
    expect("pinned-digests", review(pod("registry.example.com/web")), denies: 1)
    expect("pinned-digests", review(pod("registry.example.com/web:1@sha256:aa")), denies: 0)
}

test("an exempt image passes") {
    expect("pinned-digests", review(pod("docker.io/log:1")), params: ["exempt": ["docker.io/*"]], denies: 0)
}

test("a model in a registry is pinned") {
    expect("pinned-digests", review(served("oci://registry.example.com/models/fraud:3")), denies: 1, saying: "by digest")
    expect("pinned-digests", review(served("oci://registry.example.com/models/fraud@sha256:aa")), denies: 0)
}

test("an alias of MLflow moves, a version does not") {
    expect("pinned-digests", review(served("models:/fraud@champion")), denies: 1, saying: "names no version")
    expect("pinned-digests", review(served("models:/fraud/Production")), denies: 1)
    expect("pinned-digests", review(served("models:/fraud/7")), denies: 0)
}

test("a folder of the newest moves") {
    expect("pinned-digests", review(served("s3://models/fraud/latest")), denies: 1, saying: "newest")
    expect("pinned-digests", review(served("s3://models/fraud/v7")), denies: 0)
}
