import PolicyV1

let bad1: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          capabilities:
            add: [NET_ADMIN, CHOWN]
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
            add: [CHOWN]
    """)
let bad2: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      hostNetwork: true
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let good2: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let bad3: Json = yaml("""
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
let good3: Json = yaml("""
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
let bad4: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        ports:
        - {hostPort: 80}
    """)
let good4: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        ports:
        - {containerPort: 80}
    """)
let bad5: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        ports:
        - {hostPort: 80}
    """)
let good5: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        ports:
        - {hostPort: 5500}
    """)
let bad6: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        windowsOptions: {hostProcess: true}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let good6: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let bad7: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {privileged: true}
    """)
let good7: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let bad8: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {procMount: Unmasked}
    """)
let good8: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext: {procMount: Default}
    """)
let bad9: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seLinuxOptions: {type: spc_t}
    """)
let good9: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seLinuxOptions: {type: container_t}
    """)
let bad10: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          appArmorProfile: {type: Unconfined}
    """)
let good10: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          appArmorProfile: {type: RuntimeDefault}
    """)
let bad11: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - name: web
        image: registry.example.com/web:1
        securityContext:
          seccompProfile: {type: Unconfined}
    """)
let good11: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      containers:
      - {name: web, image: 'registry.example.com/web:1'}
    """)
let bad12: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        sysctls:
        - {name: kernel.msgmax, value: '1'}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)
let good12: Json = yaml("""
    apiVersion: v1
    kind: Pod
    metadata: {name: a}
    spec:
      securityContext:
        sysctls:
        - {name: net.ipv4.tcp_syncookies, value: '1'}
      containers:
      - {name: a, image: 'registry.example.com/a:1'}
    """)

test("capabilities beyond the default ones are denied") {
    expect("baseline/disallow-capabilities", review(bad1), denies: 1, saying: "NET_ADMIN")
    expect("baseline/disallow-capabilities", review(good1), denies: 0)
}

test("namespaces of the host are denied") {
    expect("baseline/disallow-host-namespaces", review(bad2), denies: 1, saying: "'hostNetwork' shares")
    expect("baseline/disallow-host-namespaces", review(good2), denies: 0)
}

test("paths of the host are denied") {
    expect("baseline/disallow-host-path", review(bad3), denies: 1, saying: "mounts a path of the host")
    expect("baseline/disallow-host-path", review(good3), denies: 0)
}

test("ports of the host are denied") {
    expect("baseline/disallow-host-ports", review(bad4), denies: 1, saying: "takes port 80")
    expect("baseline/disallow-host-ports", review(good4), denies: 0)
}

test("ports of the host outside of the range are denied") {
    expect("baseline/disallow-host-ports-range", review(bad5), denies: 1, saying: "takes port 80")
    expect("baseline/disallow-host-ports-range", review(good5), denies: 0)
}

test("processes of a Windows host are denied") {
    expect("baseline/disallow-host-process", review(bad6), denies: 1, saying: "process of the Windows host")
    expect("baseline/disallow-host-process", review(good6), denies: 0)
}

test("privileged containers are denied") {
    expect("baseline/disallow-privileged-containers", review(bad7), denies: 1, saying: "'web' is privileged")
    expect("baseline/disallow-privileged-containers", review(good7), denies: 0)
}

test("another mount of /proc is denied") {
    expect("baseline/disallow-proc-mount", review(bad8), denies: 1, saying: "'Unmasked'")
    expect("baseline/disallow-proc-mount", review(good8), denies: 0)
}

test("SELinux types beyond those of containers are denied") {
    expect("baseline/disallow-selinux", review(bad9), denies: 1, saying: "'spc_t'")
    expect("baseline/disallow-selinux", review(good9), denies: 0)
}

test("AppArmor is not turned off") {
    expect("baseline/restrict-apparmor-profiles", review(bad10), denies: 1, saying: "'Unconfined'")
    expect("baseline/restrict-apparmor-profiles", review(good10), denies: 0)
}

test("seccomp is not turned off") {
    expect("baseline/restrict-seccomp", review(bad11), denies: 1, saying: "'Unconfined'")
    expect("baseline/restrict-seccomp", review(good11), denies: 0)
}

test("kernel parameters that reach beyond the pod are denied") {
    expect("baseline/restrict-sysctls", review(bad12), denies: 1, saying: "'kernel.msgmax'")
    expect("baseline/restrict-sysctls", review(good12), denies: 0)
}
