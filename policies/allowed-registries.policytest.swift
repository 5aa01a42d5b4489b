import PolicyV1

let pinned: Deployment = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web, namespace: shop }
    spec:
      template:
        spec:
          containers:
          - { name: web, image: "registry.example.com/web@sha256:aa" }
          - { name: log, image: "docker.io/log:1" }
    """)

test("an image of another registry is denied, in production a tag is too") {
    let params: Json = ["prefixes": ["registry.example.com/"]]
    expect("allowed-registries", review(pinned, environment: "staging"), params: params, denies: 1, saying: "docker.io/log:1")
    expect("allowed-registries", review(pinned, environment: "production"), params: params, denies: 2, saying: "not pinned")
}

test("an exempt image passes") {
    let params: Json = ["prefixes": ["registry.example.com/"], "exempt": ["docker.io/*"]]
    expect("allowed-registries", review(pinned, environment: "production"), params: params, denies: 0)
}
