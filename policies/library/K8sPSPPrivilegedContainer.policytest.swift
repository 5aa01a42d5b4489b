import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {privileged: true}
    """)
let inner: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      template:
        spec:
          initContainers:
          - name: setup
            image: registry.example.com/setup:1
            securityContext: {privileged: true}
          containers:
          - {name: a, image: 'registry.example.com/a:1'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {privileged: false}
    """)

test("a privileged container is denied, an init container of a deployment too") {
    expect("K8sPSPPrivilegedContainer", review(bad), denies: 1, saying: "Privileged container is not allowed: web")
    expect("K8sPSPPrivilegedContainer", review(inner), denies: 1, saying: "setup")
}

test("another passes") {
    expect("K8sPSPPrivilegedContainer", review(good), denies: 0)
}

test("an exempt image passes") {
    expect("K8sPSPPrivilegedContainer", review(bad), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
