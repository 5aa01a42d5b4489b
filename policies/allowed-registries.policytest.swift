import PolicyV1

let web: Deployment = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web, namespace: shop }
    spec:
      template:
        spec:
          initContainers:
          - { name: setup, image: "busybox" }
          containers:
          - { name: web, image: "registry.example.com/web:1" }
          - { name: log, image: "docker.io/log:1" }
    """)

let model: InferenceService = yaml("""
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata: { name: fraud, namespace: models }
    spec:
      predictor:
        model: { modelFormat: { name: sklearn }, storageUri: "s3://elsewhere/fraud" }
    """)

test("an image of another registry is denied, that of an init container too") {
    let params: Json = ["prefixes": ["registry.example.com/"]]
    expect("allowed-registries", review(web), params: params, denies: 2, saying: "docker.io/log:1")
    expect("allowed-registries", review(web), params: params, denies: 2, saying: "busybox")
}

test("a prefix is not a part of a host's name") {
    let params: Json = ["prefixes": ["registry.example.co/"]]
    expect("allowed-registries", review(web), params: params, denies: 3)
}

test("an exempt image passes") {
    let params: Json = ["prefixes": ["registry.example.com/"], "exempt": ["docker.io/*", "busybox"]]
    expect("allowed-registries", review(web), params: params, denies: 0)
}

test("a model comes from an approved place, where places are named") {
    expect("allowed-registries", review(model), params: ["prefixes": []], denies: 0)
    let named: Json = ["prefixes": [], "models": ["oci://registry.example.com/models/"]]
    expect("allowed-registries", review(model), params: named, denies: 1, saying: "s3://elsewhere/fraud")
    expect("allowed-registries", review(model), params: ["prefixes": [], "models": ["s3://elsewhere/"]], denies: 0)
}
