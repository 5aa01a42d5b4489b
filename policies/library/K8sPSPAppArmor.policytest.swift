import PolicyV1

let unconfined: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          appArmorProfile: {type: Unconfined}
    """)
let silent: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
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
          appArmorProfile: {type: Localhost, localhostProfile: web}
    """)

test("a profile that is not listed is denied") {
    expect("K8sPSPAppArmor", review(unconfined), params: ["allowedProfiles": ["runtime/default"]], denies: 1, saying: "AppArmor profile is not allowed")
}

test("the default, a file of the node, and any profile can be allowed") {
    expect("K8sPSPAppArmor", review(silent), params: ["allowedProfiles": ["RuntimeDefault"]], denies: 0)
    expect("K8sPSPAppArmor", review(local), params: ["allowedProfiles": ["localhost/web"]], denies: 0)
    expect("K8sPSPAppArmor", review(unconfined), params: ["allowedProfiles": ["*"]], denies: 0)
}
