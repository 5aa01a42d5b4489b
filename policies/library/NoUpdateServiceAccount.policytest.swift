import PolicyV1

let before: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      template:
        spec:
          serviceAccountName: web
          containers:
          - {name: a, image: 'registry.example.com/a:1'}
    """)
let after: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      template:
        spec:
          serviceAccountName: admin
          containers:
          - {name: a, image: 'registry.example.com/a:1'}
    """)

test("an update that changes the account is denied, one that does not passes") {
    expect("NoUpdateServiceAccount", review(after, operation: .update, old: before), denies: 1, saying: "Cannot update service account of Deployment a")
    expect("NoUpdateServiceAccount", review(before, operation: .update, old: before), denies: 0)
}

test("a listed user may") {
    expect("NoUpdateServiceAccount", review(after, operation: .update, old: before, by: "ops"), params: ["allowedUsers": ["ops"]], denies: 0)
}

test("a creation changes nothing") {
    expect("NoUpdateServiceAccount", review(after), denies: 0)
}
