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

test("an image of a listed prefix is denied") {
    expect("K8sDisallowedRepos", review(bad), params: ["repos": ["docker.io/"]], denies: 1, saying: "disallowed repos are")
}

test("another passes") {
    expect("K8sDisallowedRepos", review(good), params: ["repos": ["docker.io/"]], denies: 0)
}
