import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec: {type: NodePort}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec:
      ports:
      - {port: 80}
    """)

test("a node port is denied") {
    expect("K8sBlockNodePort", review(bad), denies: 1, saying: "type NodePort")
}

test("a service without a type passes") {
    expect("K8sBlockNodePort", review(good), denies: 0)
}
