import PolicyV1

let host: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        hostPath: {path: /}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)
let config: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        configMap: {name: a}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)

test("a volume of another type is denied") {
    expect("K8sPSPVolumeTypes", review(host), params: ["volumes": ["configMap"]], denies: 1, saying: "One of the volume types")
}

test("a listed one passes, and any where all are allowed") {
    expect("K8sPSPVolumeTypes", review(config), params: ["volumes": ["configMap"]], denies: 0)
    expect("K8sPSPVolumeTypes", review(host), params: ["volumes": ["*"]], denies: 0)
}
