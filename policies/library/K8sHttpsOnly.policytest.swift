import PolicyV1

let plain: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a, namespace: shop}
    spec:
      rules:
      - {host: a}
    """)
let annotated: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: a
      annotations: {kubernetes.io/ingress.allow-http: 'false'}
    spec:
      rules:
      - {host: a}
    """)
let good: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: a
      annotations: {kubernetes.io/ingress.allow-http: 'false'}
    spec:
      rules:
      - {host: a}
      tls:
      - hosts: [a]
    """)

test("an ingress without both is denied") {
    expect("K8sHttpsOnly", review(plain), denies: 1, saying: "tls configuration and")
    expect("K8sHttpsOnly", review(annotated), denies: 1)
}

test("with both it passes; where TLS is optional, the annotation is enough") {
    expect("K8sHttpsOnly", review(good), denies: 0)
    expect("K8sHttpsOnly", review(annotated), params: ["tlsOptional": true], denies: 0)
    expect("K8sHttpsOnly", review(plain), params: ["tlsOptional": true], denies: 1, saying: "annotation is required")
}
