import PolicyV1

let adds: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          capabilities:
            add: [SYS_ADMIN]
    """)
let drops: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          capabilities:
            drop: [ALL]
            add: [net_bind_service]
    """)
let silent: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("an added capability is listed, however it is written") {
    expect("K8sPSPCapabilities", review(adds), params: ["allowedCapabilities": ["NET_BIND_SERVICE"]], denies: 1, saying: "has a disallowed capability")
    expect("K8sPSPCapabilities", review(drops), params: ["allowedCapabilities": ["CAP_NET_BIND_SERVICE"]], denies: 0)
}

test("what must be dropped is dropped, by name or all") {
    expect("K8sPSPCapabilities", review(silent), params: ["requiredDropCapabilities": ["NET_RAW"]], denies: 1, saying: "is not dropping all required")
    expect("K8sPSPCapabilities", review(drops), params: ["requiredDropCapabilities": ["NET_RAW"], "allowedCapabilities": ["*"]], denies: 0)
}
