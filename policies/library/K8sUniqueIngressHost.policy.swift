import PolicyV1

/// No two ingresses serve the same host.
admission("K8sUniqueIngressHost", kinds: [.ingress]) { review in
    for rule in review.object.list("spec.rules") {
        if let host = rule["host"]?.string {
            let others = cluster.objects(.ingress).filter {
                $0.at("metadata.name")?.string != review.name || ($0.at("metadata.namespace")?.string ?? "") != review.namespace
            }
            require(
                !others.contains { $0.list("spec.rules").contains { $0["host"]?.string == host } },
                "ingress host conflicts with an existing ingress <\(host)>", at: "spec.rules")
        }
    }
}
