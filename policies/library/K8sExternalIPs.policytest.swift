import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec:
      externalIPs: [203.0.113.1, 203.0.113.9]
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec:
      externalIPs: [203.0.113.1]
    """)

test("an address that is not listed is denied") {
    expect("K8sExternalIPs", review(bad), params: ["allowedIPs": ["203.0.113.1"]], denies: 1, saying: "203.0.113.9")
}

test("a listed one passes") {
    expect("K8sExternalIPs", review(good), params: ["allowedIPs": ["203.0.113.1"]], denies: 0)
}
