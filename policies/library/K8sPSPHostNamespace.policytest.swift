import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      hostPID: true
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)

test("processes shared with the host are denied") {
    expect("K8sPSPHostNamespace", review(bad), denies: 1, saying: "Sharing the host namespace")
}

test("a pod by itself passes") {
    expect("K8sPSPHostNamespace", review(good), denies: 0)
}
