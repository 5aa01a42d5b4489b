import PolicyV1

struct Parameters: Params {
    let allowedRoles: [String] = []
    let disallowAuthenticated: Bool = false
}

/// Nobody unauthenticated holds a role.
admission("K8sDisallowAnonymous", kinds: [.clusterRoleBinding, .roleBinding], params: Parameters.self) { review, params in
    let role = review.object.at("roleRef.name")?.string ?? ""
    if !params.allowedRoles.contains(role) {
        let names = ["system:unauthenticated", "system:anonymous"] + (params.disallowAuthenticated ? ["system:authenticated"] : [])
        for subject in review.object.list("subjects") where names.contains(subject["name"]?.string ?? "") {
            deny(
                "\(subject["name"]?.string) is not allowed as a subject name in \(review.kind) \(review.name)",
                at: "subjects")
        }
    }
}
