import PolicyV1

let mine: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec:
      selector: {app: web}
    """)
let twin: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: b, namespace: shop}
    spec:
      selector: {app: web}
    """)
let other: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: b, namespace: shop}
    spec:
      selector: {app: db}
    """)

test("a selector that another service has is denied") {
    given(inventory: [twin])
    expect("K8sUniqueServiceSelector", review(mine), denies: 1, saying: "same selector as service <b>")
}

test("another selector, and its own, pass") {
    given(inventory: [mine, other])
    expect("K8sUniqueServiceSelector", review(mine), denies: 0)
}
