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
        securityContext: {allowPrivilegeEscalation: false}
    """)

test("a container that does not say no is denied") {
    expect("K8sPSPAllowPrivilegeEscalationContainer", review(bad), denies: 1, saying: "Privilege escalation container is not allowed: web")
}

test("one that does passes") {
    expect("K8sPSPAllowPrivilegeEscalationContainer", review(good), denies: 0)
}

test("an exempt image passes") {
    expect("K8sPSPAllowPrivilegeEscalationContainer", review(bad), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
