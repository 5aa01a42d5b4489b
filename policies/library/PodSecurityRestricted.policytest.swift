import PolicyV1

let bad1: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let good1: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          capabilities:
            drop: [ALL]
    """)
let bad2: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          capabilities:
            drop: [ALL]
            add: [CHOWN]
    """)
let good2: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          capabilities:
            drop: [ALL]
            add: [NET_BIND_SERVICE]
    """)
let bad3: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let good3: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {allowPrivilegeEscalation: false}
    """)
let bad4: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {runAsUser: 0}
    """)
let good4: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {runAsUser: 1000}
    """)
let bad5: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let good5: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext: {runAsNonRoot: true}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let bad6: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let good6: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seccompProfile: {type: RuntimeDefault}
    """)
let bad7: Json = yaml("""
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
let good7: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      volumes:
      - name: v
        emptyDir: {}
      containers:
      - name: a
        volumeMounts:
        - {name: v, mountPath: /v}
    """)

test("containers drop all capabilities") {
    expect("restricted/disallow-capabilities-strict/require-drop-all", review(bad1), denies: 1, saying: "does not drop ALL")
    expect("restricted/disallow-capabilities-strict/require-drop-all", review(good1), denies: 0)
}

test("only one capability may come back") {
    expect("restricted/disallow-capabilities-strict/adding-capabilities-strict", review(bad2), denies: 1, saying: "CHOWN")
    expect("restricted/disallow-capabilities-strict/adding-capabilities-strict", review(good2), denies: 0)
}

test("containers say that they gain no privileges") {
    expect("restricted/disallow-privilege-escalation", review(bad3), denies: 1, saying: "may gain privileges")
    expect("restricted/disallow-privilege-escalation", review(good3), denies: 0)
}

test("user 0 is denied") {
    expect("restricted/require-run-as-non-root-user", review(bad4), denies: 1, saying: "runs as user 0")
    expect("restricted/require-run-as-non-root-user", review(good4), denies: 0)
}

test("the pod or each container says that it is not root") {
    expect("restricted/require-run-as-nonroot", review(bad5), denies: 1, saying: "may run as root")
    expect("restricted/require-run-as-nonroot", review(good5), denies: 0)
}

test("seccomp is turned on") {
    expect("restricted/restrict-seccomp-strict", review(bad6), denies: 1, saying: "runs with seccomp")
    expect("restricted/restrict-seccomp-strict", review(good6), denies: 0)
}

test("volumes are of the types that need no trust") {
    expect("restricted/restrict-volume-types", review(bad7), denies: 1, saying: "hostPath")
    expect("restricted/restrict-volume-types", review(good7), denies: 0)
}
