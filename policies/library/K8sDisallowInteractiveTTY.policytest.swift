import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1', tty: true, stdin: true}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1', tty: false}
    """)

test("a terminal and standard input are denied, each by itself") {
    expect("K8sDisallowInteractiveTTY", review(bad), denies: 2, saying: "(tty) is not allowed")
}

test("a container without them passes") {
    expect("K8sDisallowInteractiveTTY", review(good), denies: 0)
}

test("an update of a pod is not looked at") {
    expect("K8sDisallowInteractiveTTY", review(bad, operation: .update), denies: 0)
}

test("an exempt image passes") {
    expect("K8sDisallowInteractiveTTY", review(bad), params: ["exemptImages": ["registry.example.com/*"]], denies: 0)
}
