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
      - name: web
        image: registry.example.com/web:1
        securityContext: {readOnlyRootFilesystem: true}
    """)

test("a file system that can be written to is denied") {
    expect("K8sPSPReadOnlyRootFilesystem", review(bad), denies: 1, saying: "only read-only root filesystem")
}

test("a read-only one passes") {
    expect("K8sPSPReadOnlyRootFilesystem", review(good), denies: 0)
}

test("an exempt image passes") {
    expect("K8sPSPReadOnlyRootFilesystem", review(bad), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
