import PolicyV1

let bare: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let wrong: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata:
      name: a
      annotations: {owner: A7}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata:
      name: a
      annotations: {owner: risk}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("a missing one is denied") {
    expect("K8sRequiredAnnotations", review(bare), params: ["annotations": [["key": "owner", "allowedRegex": "^[a-z]+$"]]], denies: 1, saying: "you must provide annotations")
}

test("a value that does not match is denied, one that does passes") {
    expect("K8sRequiredAnnotations", review(wrong), params: ["annotations": [["key": "owner", "allowedRegex": "^[a-z]+$"]]], denies: 1, saying: "does not satisfy allowed regex")
    expect("K8sRequiredAnnotations", review(good), params: ["annotations": [["key": "owner", "allowedRegex": "^[a-z]+$"]]], denies: 0)
}

test("the message can be given") {
    expect("K8sRequiredAnnotations", review(bare), params: ["annotations": [["key": "owner", "allowedRegex": "^[a-z]+$"]], "message": "ask the platform team"], denies: 1, saying: "ask the platform team")
}
