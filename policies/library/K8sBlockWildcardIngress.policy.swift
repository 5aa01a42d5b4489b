import PolicyV1

/// Each rule of an ingress names a host without a wildcard.
admission("K8sBlockWildcardIngress", kinds: [.ingress]) { review in
    let hosts = Set(review.object.list("spec.rules").map { $0["host"]?.string ?? "" })
    for host in hosts where host.isEmpty || host.contains("*") {
        deny(
            "Hostname '\(host)' is not allowed since it counts as a wildcard, which can be used to intercept traffic from other applications.",
            at: "spec.rules")
    }
}
