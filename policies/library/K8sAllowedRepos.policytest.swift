import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      initContainers:
      - {name: setup, image: 'docker.io/setup:1'}
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

test("an image of another prefix is denied, that of an init container too") {
    expect("K8sAllowedRepos", review(bad), params: ["repos": ["registry.example.com/"]], denies: 2, saying: "initContainer <setup> has an invalid image repo")
}

test("an image of the prefix passes") {
    expect("K8sAllowedRepos", review(good), params: ["repos": ["registry.example.com/"]], denies: 0)
}
