import PolicyV1

let one: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - {name: web, image: 'registry.example.com/web:1'}
    """)
let three: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      replicas: 3
      template:
        spec:
          containers:
          - {name: web, image: 'registry.example.com/web:1'}
    """)
let many: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      replicas: 50
      template:
        spec:
          containers:
          - {name: web, image: 'registry.example.com/web:1'}
    """)

test("a number outside of all ranges is denied") {
    expect("K8sReplicaLimits", review(one), params: ["ranges": [["min_replicas": 2, "max_replicas": 4], ["min_replicas": 10]]], denies: 1, saying: "number of replicas is not allowed")
}

test("one inside passes; a range may have no end") {
    expect("K8sReplicaLimits", review(three), params: ["ranges": [["min_replicas": 2, "max_replicas": 4], ["min_replicas": 10]]], denies: 0)
    expect("K8sReplicaLimits", review(many), params: ["ranges": [["min_replicas": 2, "max_replicas": 4], ["min_replicas": 10]]], denies: 0)
}
