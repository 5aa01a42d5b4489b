import PolicyV1

let network: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      hostNetwork: true
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let port: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        ports:
        - {hostPort: 8080}
    """)

test("the host's network is denied unless it is allowed") {
    expect("K8sPSPHostNetworkingPorts", review(network), denies: 1, saying: "hostNetwork and hostPort are not allowed")
    expect("K8sPSPHostNetworkingPorts", review(network), params: ["hostNetwork": true], denies: 0)
}

test("a port of the host lies within the range") {
    expect("K8sPSPHostNetworkingPorts", review(port), denies: 1, saying: "uses host port 8080")
    expect("K8sPSPHostNetworkingPorts", review(port), params: ["min": 8000, "max": 9000], denies: 0)
}
