import PolicyV1

let none: Json = yaml("""
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
        resources:
          limits: {memory: 1Gi}
          requests: {cpu: 1, memory: 1Gi}
    """)

test("what is missing is named, limits and requests apart") {
    expect("K8sRequiredResources", review(none), params: ["limits": ["memory"], "requests": ["cpu", "memory"]], denies: 2, saying: "does not have <{\"cpu\", \"memory\"}> requests defined")
}

test("a container that has all passes") {
    expect("K8sRequiredResources", review(good), params: ["limits": ["memory"], "requests": ["cpu", "memory"]], denies: 0)
}
