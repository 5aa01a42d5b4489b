import PolicyV1

let root: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {runAsUser: 0}
    """)
let user: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {runAsUser: 1000, runAsGroup: 2000}
    """)
let silent: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let grouped: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        supplementalGroups: [5, 12]
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)

test("root is denied where nobody may be root, and silence is not enough") {
    expect("K8sPSPAllowedUsers", review(root), params: ["runAsUser": ["rule": "MustRunAsNonRoot"]], denies: 1, saying: "disallowed user 0")
    expect("K8sPSPAllowedUsers", review(silent), params: ["runAsUser": ["rule": "MustRunAsNonRoot"]], denies: 1)
    expect("K8sPSPAllowedUsers", review(user), params: ["runAsUser": ["rule": "MustRunAsNonRoot"]], denies: 0)
}

test("groups lie within the ranges") {
    expect("K8sPSPAllowedUsers", review(user), params: ["runAsGroup": ["rule": "MustRunAs", "ranges": [["min": 1, "max": 100]]]], denies: 1, saying: "disallowed group 2000")
    expect("K8sPSPAllowedUsers", review(user), params: ["runAsGroup": ["rule": "MustRunAs", "ranges": [["min": 1, "max": 2000]]]], denies: 0)
}

test("where a user may be chosen from a range, none is fine") {
    expect("K8sPSPAllowedUsers", review(silent), params: ["runAsUser": ["rule": "MayRunAs", "ranges": [["min": 1, "max": 9]]]], denies: 0)
    expect("K8sPSPAllowedUsers", review(silent), params: ["runAsUser": ["rule": "MustRunAs", "ranges": [["min": 1, "max": 9]]]], denies: 1)
}

test("groups that are given lie within the ranges") {
    expect("K8sPSPAllowedUsers", review(grouped), params: ["supplementalGroups": ["rule": "MustRunAs", "ranges": [["min": 1, "max": 9]]]], denies: 1, saying: "supplementalGroups")
    expect("K8sPSPAllowedUsers", review(grouped), params: ["supplementalGroups": ["rule": "MustRunAs", "ranges": [["min": 1, "max": 20]]]], denies: 0)
}

test("groups that own volumes and further groups are looked at") {
    expect("K8sPSPAllowedUsers", review(silent), params: ["fsGroup": ["rule": "MustRunAs"], "supplementalGroups": ["rule": "MustRunAs"]], denies: 2, saying: "supplementalGroups")
}
