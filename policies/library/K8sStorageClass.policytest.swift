import PolicyV1

let none: Json = yaml("""
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: a, namespace: shop}
    spec: {}
    """)
let fast: Json = yaml("""
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: a, namespace: shop}
    spec: {storageClassName: fast}
    """)
let known: Json = yaml("""
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: fast}
    """)

test("a claim names a class that exists") {
    given(inventory: [])
    expect("K8sStorageClass", review(none), denies: 1, saying: "did not specify a storage class name")
    expect("K8sStorageClass", review(fast), denies: 1, saying: "allowed and valid storage class name <fast>")
    given(inventory: [known])
    expect("K8sStorageClass", review(fast), denies: 0)
}

test("a class that exists may still not be allowed") {
    given(inventory: [known])
    expect("K8sStorageClass", review(fast), params: ["allowedStorageClasses": ["slow"]], denies: 1)
}
