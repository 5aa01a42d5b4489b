import PolicyV1

let silent: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let unconfined: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seccompProfile: {type: Unconfined}
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
          seccompProfile: {type: RuntimeDefault}
    """)
let local: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seccompProfile: {type: Localhost, localhostProfile: web.json}
    """)
let annotated: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata:
      name: a
      annotations: {seccomp.security.alpha.kubernetes.io/pod: runtime/default}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("no profile and one that is not listed are denied") {
    expect("K8sPSPSeccomp", review(silent), params: ["allowedProfiles": ["RuntimeDefault"]], denies: 1, saying: "'not configured' is not allowed")
    expect("K8sPSPSeccomp", review(unconfined), params: ["allowedProfiles": ["RuntimeDefault"]], denies: 1, saying: "'Unconfined'")
}

test("a listed one passes, a file of the node only by its name") {
    expect("K8sPSPSeccomp", review(good), params: ["allowedProfiles": ["RuntimeDefault"]], denies: 0)
    expect("K8sPSPSeccomp", review(local), params: ["allowedProfiles": ["Localhost"], "allowedLocalhostFiles": ["web.json"]], denies: 0)
    expect("K8sPSPSeccomp", review(local), params: ["allowedProfiles": ["Localhost"], "allowedLocalhostFiles": ["other.json"]], denies: 1)
}

test("an annotation counts as well") {
    expect("K8sPSPSeccomp", review(annotated), params: ["allowedProfiles": ["RuntimeDefault"]], denies: 0)
}
