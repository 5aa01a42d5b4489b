import PolicyV1

let whole: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        windowsOptions: {hostProcess: true}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let one: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          windowsOptions: {hostProcess: true}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("a process of the host is denied, for the pod and for a container") {
    expect("K8sPSPHostProcess", review(whole), denies: 1, saying: "at the pod level")
    expect("K8sPSPHostProcess", review(one), denies: 1, saying: "HostProcess container is not allowed: web")
}

test("another passes") {
    expect("K8sPSPHostProcess", review(good), denies: 0)
}
