import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      automountServiceAccountToken: true
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      automountServiceAccountToken: false
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let mounted: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: a
        image: registry.example.com/a:1
        volumeMounts:
        - {name: t, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}
    """)

test("a pod that mounts its token is denied") {
    expect("K8sPSPAutomountServiceAccountTokenPod", review(bad), denies: 1, saying: "Automounting service account token is disallowed")
}

test("one that does not passes") {
    expect("K8sPSPAutomountServiceAccountTokenPod", review(good), denies: 0)
}

test("a token mounted by hand is denied too") {
    expect("K8sPSPAutomountServiceAccountTokenPod", review(mounted), denies: 1)
}
