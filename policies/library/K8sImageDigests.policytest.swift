import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web@sha256:aa'}
    """)

test("a tag is denied") {
    expect("K8sImageDigests", review(bad), denies: 1, saying: "uses an image without a digest")
}

test("a digest passes") {
    expect("K8sImageDigests", review(good), denies: 0)
}

test("an exempt image passes") {
    expect("K8sImageDigests", review(bad), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
