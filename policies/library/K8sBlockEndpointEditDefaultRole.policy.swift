import PolicyV1

/// The default edit role may not change endpoints (CVE-2021-25740).
admission("K8sBlockEndpointEditDefaultRole", kinds: [.clusterRole]) { review in
    if review.name == "system:aggregate-to-edit" {
        for rule in review.object.list("rules") {
            let covers = rule.list("resources").contains { $0.string == "endpoints" }
            let edits = rule.list("verbs").contains { ["create", "patch", "update"].contains($0.string ?? "") }
            require(
                !(covers && edits),
                "ClusterRole system:aggregate-to-edit should not allow endpoint edit permissions. For k8s version < 1.22, the Cluster Role should be annotated with rbac.authorization.kubernetes.io/autoupdate=false to prevent autoreconciliation back to default permissions for this role.")
        }
    }
}
