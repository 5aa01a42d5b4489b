import PolicyV1

let probe: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        livenessProbe:
          httpGet: {host: 127.0.0.1, port: 80}
    """)
let hook: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        lifecycle:
          preStop:
            tcpSocket: {host: db, port: 1}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        livenessProbe:
          httpGet: {port: 80}
    """)

test("a probe and a hook that name a host are denied") {
    expect("K8sPSPHostProbesLifecycle", review(probe), denies: 1, saying: "has probe with host field set: 127.0.0.1")
    expect("K8sPSPHostProbesLifecycle", review(hook), denies: 1, saying: "lifecycle hook with host field set: db")
}

test("a probe of the pod itself passes") {
    expect("K8sPSPHostProbesLifecycle", review(good), denies: 0)
}

test("an exempt image passes") {
    expect("K8sPSPHostProbesLifecycle", review(probe), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
