import PolicyV1

let scaler: Json = yaml("""
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: a, namespace: shop}
    spec:
      minReplicas: 2
      maxReplicas: 10
      scaleTargetRef: {kind: Deployment, name: web}
    """)
let web: Json = yaml("""
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        spec:
          containers:
          - {name: web, image: 'registry.example.com/web:1'}
    """)

test("replicas outside of all ranges are denied") {
    expect("K8sHorizontalPodAutoscaler", review(scaler), params: ["ranges": [["min_replicas": 1, "max_replicas": 5]]], denies: 1, saying: "maxReplicas 10 is outside")
    expect("K8sHorizontalPodAutoscaler", review(scaler), params: ["ranges": [["min_replicas": 1, "max_replicas": 10]]], denies: 0)
}

test("too small a spread is denied") {
    expect("K8sHorizontalPodAutoscaler", review(scaler), params: ["minimumReplicaSpread": 9], denies: 1, saying: "spread of replicas below 9")
    expect("K8sHorizontalPodAutoscaler", review(scaler), params: ["minimumReplicaSpread": 8], denies: 0)
}

test("what is scaled exists") {
    given(inventory: [])
    expect("K8sHorizontalPodAutoscaler", review(scaler), params: ["enforceScaleTargetRef": true], denies: 1, saying: "does not exist")
    given(inventory: [web])
    expect("K8sHorizontalPodAutoscaler", review(scaler), params: ["enforceScaleTargetRef": true], denies: 0)
}
