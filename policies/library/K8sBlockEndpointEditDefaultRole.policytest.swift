import PolicyV1

let bad: Json = yaml("""
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: 'system:aggregate-to-edit'}
    rules:
    - apiGroups: ['']
      resources: [endpoints]
      verbs: [get, patch]
    """)
let good: Json = yaml("""
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: 'system:aggregate-to-edit'}
    rules:
    - apiGroups: ['']
      resources: [endpoints]
      verbs: [get, list]
    """)
let other: Json = yaml("""
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: editor}
    rules:
    - apiGroups: ['']
      resources: [endpoints]
      verbs: [patch]
    """)

test("the default role may not edit endpoints") {
    expect("K8sBlockEndpointEditDefaultRole", review(bad), denies: 1, saying: "should not allow endpoint edit")
}

test("it may read them, and another role may edit them") {
    expect("K8sBlockEndpointEditDefaultRole", review(good), denies: 0)
    expect("K8sBlockEndpointEditDefaultRole", review(other), denies: 0)
}
