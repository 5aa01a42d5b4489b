import PolicyV1

let old: Json = yaml("""
    apiVersion: extensions/v1beta1
    kind: Ingress
    metadata: {name: a}
    """)
let good: Json = yaml("""
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata: {name: a, namespace: shop}
    spec:
      rules:
      - {host: a}
    """)

test("a deprecated version is denied, with what to use instead") {
    expect("VerifyDeprecatedAPI", review(old), params: ["k8sVersion": "1.22", "kvs": [["deprecatedAPI": "extensions/v1beta1", "kinds": ["Ingress"], "targetAPI": "networking.k8s.io/v1"]]], denies: 1, saying: "please use networking.k8s.io/v1 instead")
}

test("the new one passes") {
    expect("VerifyDeprecatedAPI", review(good), params: ["k8sVersion": "1.22", "kvs": [["deprecatedAPI": "extensions/v1beta1", "kinds": ["Ingress"], "targetAPI": "networking.k8s.io/v1"]]], denies: 0)
}
