import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'docker.io/web:1'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("an image that no pattern covers is denied") {
    expect("K8sAllowedReposv2", review(bad), params: ["allowedImages": ["registry.example.com/*", "docker.io/log:1"]], denies: 1, saying: "has an invalid image <docker.io/web:1>")
}

test("an image that a pattern covers passes") {
    expect("K8sAllowedReposv2", review(good), params: ["allowedImages": ["registry.example.com/*", "docker.io/log:1"]], denies: 0)
}
