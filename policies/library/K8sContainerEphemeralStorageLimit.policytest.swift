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
          limits: {ephemeral-storage: 2Gi}
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
          limits: {ephemeral-storage: 500Mi}
    """)

test("no limit is denied, and so is one above the highest") {
    expect("K8sContainerEphemeralStorageLimit", review(none), params: ["ephemeralStorage": "1Gi"], denies: 1, saying: "has no ephemeral-storage limit")
    expect("K8sContainerEphemeralStorageLimit", review(high), params: ["ephemeralStorage": "1Gi"], denies: 1, saying: "<2Gi> is higher than")
}

test("a limit below it passes") {
    expect("K8sContainerEphemeralStorageLimit", review(good), params: ["ephemeralStorage": "1Gi"], denies: 0)
}

test("an exempt image passes") {
    expect("K8sContainerEphemeralStorageLimit", review(none), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
