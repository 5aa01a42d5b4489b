import PolicyV1

let mine: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a, namespace: shop}
    spec:
      rules:
      - {host: shop.example.com}
    """)
let theirs: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: b, namespace: other}
    spec:
      rules:
      - {host: shop.example.com}
    """)

test("a host that another ingress serves is denied") {
    given(inventory: [theirs])
    expect("K8sUniqueIngressHost", review(mine), denies: 1, saying: "conflicts with an existing ingress")
}

test("its own does not count, and no other passes") {
    given(inventory: [mine])
    expect("K8sUniqueIngressHost", review(mine, operation: .update), denies: 0)
}
