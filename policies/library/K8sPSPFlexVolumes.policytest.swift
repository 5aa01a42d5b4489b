import PolicyV1

let bad: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        flexVolume: {driver: example/other}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)
let good: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        flexVolume: {driver: example/lvm}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)

test("another driver is denied") {
    expect("K8sPSPFlexVolumes", review(bad), params: ["allowedFlexVolumes": [["driver": "example/lvm"]]], denies: 1, saying: "FlexVolume")
}

test("a listed one passes") {
    expect("K8sPSPFlexVolumes", review(good), params: ["allowedFlexVolumes": [["driver": "example/lvm"]]], denies: 0)
}
