import PolicyV1

let anonymous: Json = yaml("""
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: a, namespace: shop}
    roleRef: {kind: ClusterRole, name: view}
    subjects:
    - {kind: Group, name: 'system:unauthenticated'}
    """)
let everybody: Json = yaml("""
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: a, namespace: shop}
    roleRef: {kind: ClusterRole, name: view}
    subjects:
    - {kind: Group, name: 'system:authenticated'}
    """)
let team: Json = yaml("""
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: a, namespace: shop}
    roleRef: {kind: ClusterRole, name: view}
    subjects:
    - {kind: Group, name: developers}
    """)

test("a binding of nobody in particular is denied") {
    expect("K8sDisallowAnonymous", review(anonymous), denies: 1, saying: "system:unauthenticated is not allowed")
}

test("everybody who is logged in is denied where that is asked") {
    expect("K8sDisallowAnonymous", review(everybody), denies: 0)
    expect("K8sDisallowAnonymous", review(everybody), params: ["disallowAuthenticated": true], denies: 1)
}

test("an allowed role, and a team, pass") {
    expect("K8sDisallowAnonymous", review(anonymous), params: ["allowedRoles": ["view"]], denies: 0)
    expect("K8sDisallowAnonymous", review(team), denies: 0)
}
