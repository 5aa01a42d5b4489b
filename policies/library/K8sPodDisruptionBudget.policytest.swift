import PolicyV1

let closed: Json = yaml("""
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web, namespace: shop}
    spec:
      selector:
        matchLabels: {app: web}
      maxUnavailable: 0
    """)
let open: Json = yaml("""
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web, namespace: shop}
    spec:
      selector:
        matchLabels: {app: web}
      maxUnavailable: 1
    """)
let all: Json = yaml("""
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: web, namespace: shop}
    spec:
      selector:
        matchLabels: {app: web}
      minAvailable: 100%
    """)
let web: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: a, namespace: shop}
    spec:
      replicas: 3
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
          - {name: web, image: 'registry.example.com/web:1'}
    """)

test("a budget of nothing is denied") {
    expect("K8sPodDisruptionBudget", review(closed), denies: 1, saying: "has maxUnavailable of 0")
    expect("K8sPodDisruptionBudget", review(open), denies: 0)
}

test("a workload whose budget leaves no room is denied") {
    given(inventory: [all])
    expect("K8sPodDisruptionBudget", review(web), denies: 1, saying: "has minAvailable of 100%")
    given(inventory: [open])
    expect("K8sPodDisruptionBudget", review(web), denies: 0)
}

test("without an inventory it is a fault") {
    given(unavailable: "inventory")
    expect("K8sPodDisruptionBudget", review(web), faults: "the inventory")
}
