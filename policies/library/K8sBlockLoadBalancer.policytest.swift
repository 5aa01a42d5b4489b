import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec: {type: LoadBalancer}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Service
    metadata: {name: a, namespace: shop}
    spec: {type: ClusterIP}
    """)

test("a load balancer is denied") {
    expect("K8sBlockLoadBalancer", review(bad), denies: 1, saying: "type LoadBalancer")
}

test("a cluster address passes") {
    expect("K8sBlockLoadBalancer", review(good), denies: 0)
}
