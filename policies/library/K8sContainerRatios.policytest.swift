import PolicyV1

let twice: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        resources:
          limits: {cpu: 1, memory: 2Gi}
          requests: {cpu: 500m, memory: 1Gi}
    """)
let tenfold: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        resources:
          limits: {cpu: 1, memory: 1Gi}
          requests: {cpu: 100m, memory: 1Gi}
    """)
let none: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)

test("a limit above the ratio is denied") {
    expect("K8sContainerRatios", review(twice), denies: 2, saying: "maximum allowed ratio of <1>")
    expect("K8sContainerRatios", review(twice), params: ["ratio": "2"], denies: 0)
}

test("cpu has a ratio of its own") {
    expect("K8sContainerRatios", review(tenfold), params: ["ratio": "2"], denies: 1, saying: "cpu limit")
    expect("K8sContainerRatios", review(tenfold), params: ["ratio": "2", "cpuRatio": "10"], denies: 0)
}

test("without limits there is no ratio") {
    expect("K8sContainerRatios", review(none), denies: 2, saying: "has no cpu limit or no cpu request")
}
