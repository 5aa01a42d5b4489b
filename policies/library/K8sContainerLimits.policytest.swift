import PolicyV1

let none: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let high: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        resources:
          limits: {cpu: 1, memory: 2Gi}
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
          limits: {cpu: 0.5, memory: 1024Mi}
    """)

test("missing limits are denied, each by itself") {
    expect("K8sContainerLimits", review(none), params: ["cpu": "500m", "memory": "1Gi"], denies: 2, saying: "has no cpu limit")
    expect("K8sContainerLimits", review(none), params: ["memory": "1Gi"], denies: 1, saying: "has no memory limit")
}

test("limits above the highest are denied") {
    expect("K8sContainerLimits", review(high), params: ["cpu": "500m", "memory": "1Gi"], denies: 2, saying: "memory limit <2Gi> is higher")
}

test("the same amount in another unit passes") {
    expect("K8sContainerLimits", review(good), params: ["cpu": "500m", "memory": "1Gi"], denies: 0)
}
