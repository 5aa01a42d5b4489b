import PolicyV1

let latest: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:latest'}
    """)
let bare: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com:5000/web'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let digest: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web@sha256:aa'}
    """)

test("a listed tag is denied, and so is none") {
    expect("K8sDisallowedTags", review(latest), params: ["tags": ["latest"]], denies: 1, saying: "uses a disallowed tag")
    expect("K8sDisallowedTags", review(bare), params: ["tags": ["latest"]], denies: 1, saying: "didn't specify an image tag")
}

test("another tag and a digest pass") {
    expect("K8sDisallowedTags", review(good), params: ["tags": ["latest"]], denies: 0)
    expect("K8sDisallowedTags", review(digest), params: ["tags": ["latest"]], denies: 0)
}

test("an exempt image passes") {
    expect("K8sDisallowedTags", review(latest), params: ["tags": ["latest"], "exemptImages": ["registry.example.com/*"]], denies: 0)
}
