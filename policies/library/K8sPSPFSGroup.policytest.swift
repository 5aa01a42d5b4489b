import PolicyV1

let outside: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext: {fsGroup: 2000}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let inside: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext: {fsGroup: 1000}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let silent: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)

test("a group outside of the ranges is denied") {
    expect("K8sPSPFSGroup", review(outside), params: ["rule": "MustRunAs", "ranges": [["min": 1, "max": 1000]]], denies: 1, saying: "fsGroup is not allowed")
    expect("K8sPSPFSGroup", review(inside), params: ["rule": "MustRunAs", "ranges": [["min": 1, "max": 1000]]], denies: 0)
}

test("none is denied where one must be, and fine where one may be") {
    expect("K8sPSPFSGroup", review(silent), params: ["rule": "MustRunAs", "ranges": [["min": 1, "max": 1000]]], denies: 1)
    expect("K8sPSPFSGroup", review(silent), params: ["rule": "MayRunAs", "ranges": [["min": 1, "max": 1000]]], denies: 0)
    expect("K8sPSPFSGroup", review(outside), denies: 0)
}
