import PolicyV1

let kernel: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        sysctls:
        - {name: kernel.msgmax, value: '1'}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let net: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        sysctls:
        - {name: net.core.somaxconn, value: '1'}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)

test("a forbidden parameter is denied, by name or by pattern") {
    expect("K8sPSPForbiddenSysctls", review(kernel), params: ["forbiddenSysctls": ["kernel.*"]], denies: 1, saying: "The sysctl kernel.msgmax is not allowed")
    expect("K8sPSPForbiddenSysctls", review(net), params: ["forbiddenSysctls": ["kernel.*"]], denies: 0)
}

test("where parameters are listed, others are denied") {
    expect("K8sPSPForbiddenSysctls", review(kernel), params: ["allowedSysctls": ["net.core.somaxconn"]], denies: 1, saying: "is not explicitly allowed")
    expect("K8sPSPForbiddenSysctls", review(net), params: ["allowedSysctls": ["net.core.somaxconn"]], denies: 0)
}
