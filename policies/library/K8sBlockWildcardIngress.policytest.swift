import PolicyV1

let wild: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a, namespace: shop}
    spec:
      rules:
      - {host: '*.example.com'}
    """)
let empty: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a, namespace: shop}
    spec:
      rules:
      - http:
          paths: []
    """)
let good: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a, namespace: shop}
    spec:
      rules:
      - {host: shop.example.com}
    """)

test("a wildcard is denied, and so is a rule without a host, which matches all") {
    expect("K8sBlockWildcardIngress", review(wild), denies: 1, saying: "Hostname '*.example.com'")
    expect("K8sBlockWildcardIngress", review(empty), denies: 1, saying: "Hostname ''")
}

test("a host passes") {
    expect("K8sBlockWildcardIngress", review(good), denies: 0)
}
