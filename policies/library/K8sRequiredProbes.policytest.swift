import PolicyV1

let none: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let other: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        readinessProbe:
          exec:
            command: [a]
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        readinessProbe:
          httpGet: {port: 80}
    """)

test("no probe, and one of another type, are denied") {
    expect("K8sRequiredProbes", review(none), params: ["probes": ["readinessProbe"], "probeTypes": ["httpGet", "tcpSocket"]], denies: 1, saying: "has no <readinessProbe>")
    expect("K8sRequiredProbes", review(other), params: ["probes": ["readinessProbe"], "probeTypes": ["httpGet", "tcpSocket"]], denies: 1)
}

test("one of a listed type passes") {
    expect("K8sRequiredProbes", review(good), params: ["probes": ["readinessProbe"], "probeTypes": ["httpGet", "tcpSocket"]], denies: 0)
}
