import PolicyV1

let web: Deployment = yaml("""
    kind: Deployment
    metadata: { name: web, namespace: shop }
    spec:
      template:
        metadata: { labels: { app: web } }
        spec: { containers: [{ name: web }] }
    """)

func selecting(_ selector: String, in namespace: String) -> Json {
    yaml("""
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: a, namespace: \(namespace) }
        spec: { podSelector: \(selector) }
        """)
}

test("a policy that selects the pods, or all pods, is enough") {
    given(inventory: [selecting("{ matchLabels: { app: web } }", in: "shop")])
    expect("network-policy", review(web), denies: 0)
    given(inventory: [selecting("{}", in: "shop")])
    expect("network-policy", review(web), denies: 0)
}

test("one of other pods or of another namespace is not") {
    given(inventory: [selecting("{ matchLabels: { app: db } }", in: "shop"), selecting("{}", in: "other")])
    expect("network-policy", review(web), denies: 1, saying: "no NetworkPolicy in namespace 'shop'")
}

test("without an inventory nothing passes") {
    given(unavailable: "inventory")
    expect("network-policy", review(web), faults: "the inventory")
}
