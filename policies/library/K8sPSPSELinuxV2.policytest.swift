import PolicyV1

let other: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seLinuxOptions: {level: s1}
    """)
let whole: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        seLinuxOptions: {user: root}
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
        securityContext:
          seLinuxOptions: {level: 's0:c1'}
    """)

test("an option that is not listed is denied, for a container and for the pod") {
    expect("K8sPSPSELinuxV2", review(other), params: ["allowedSELinuxOptions": [["level": "s0:c1", "role": "object_r"]]], denies: 1, saying: "container: web")
    expect("K8sPSPSELinuxV2", review(whole), params: ["allowedSELinuxOptions": [["level": "s0:c1", "role": "object_r"]]], denies: 1, saying: "SELinux options is not allowed")
}

test("a listed one passes") {
    expect("K8sPSPSELinuxV2", review(good), params: ["allowedSELinuxOptions": [["level": "s0:c1", "role": "object_r"]]], denies: 0)
}
