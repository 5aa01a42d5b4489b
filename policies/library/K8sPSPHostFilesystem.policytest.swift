import PolicyV1

let log: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        hostPath: {path: /var/log/web}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)
let etc: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        hostPath: {path: /var/logs}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)
let sly: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        hostPath: {path: /var/log/../../etc}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)

test("a path beside the allowed one is denied, also one that climbs out of it") {
    expect("K8sPSPHostFilesystem", review(etc), params: ["allowedHostPaths": [["pathPrefix": "/var/log"]]], denies: 1, saying: "HostPath volume")
    expect("K8sPSPHostFilesystem", review(sly), params: ["allowedHostPaths": [["pathPrefix": "/var/log"]]], denies: 1)
}

test("a path below it passes, unless it is written where it may be read only") {
    expect("K8sPSPHostFilesystem", review(log), params: ["allowedHostPaths": [["pathPrefix": "/var/log"]]], denies: 0)
    expect("K8sPSPHostFilesystem", review(log), params: ["allowedHostPaths": [["pathPrefix": "/var/log", "readOnly": true]]], denies: 1)
}
