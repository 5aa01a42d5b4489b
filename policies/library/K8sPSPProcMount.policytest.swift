import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {procMount: Unmasked}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("an unmasked /proc is denied unless it is allowed") {
    expect("K8sPSPProcMount", review(bad), denies: 1, saying: "ProcMount type is not allowed")
    expect("K8sPSPProcMount", review(bad), params: ["procMount": "Unmasked"], denies: 0)
}

test("the default passes") {
    expect("K8sPSPProcMount", review(good), denies: 0)
}
