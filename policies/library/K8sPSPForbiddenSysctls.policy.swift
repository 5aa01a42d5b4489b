import PolicyV1

struct Parameters: Params {
    let allowedSysctls: [String]?
    let forbiddenSysctls: [String] = []
}

func covers(_ pattern: String, _ name: String) -> Bool {
    pattern.hasSuffix("*") ? name.hasPrefix(pattern.removingSuffix("*")) : pattern == name
}

/// Pods set no forbidden kernel parameters, and allowed ones only.
admission("K8sPSPForbiddenSysctls", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for setting in review.pod.spec.list("securityContext.sysctls") {
        let name = setting["name"]?.string ?? ""
        require(
            !params.forbiddenSysctls.contains { covers($0, name) },
            "The sysctl \(name) is not allowed, pod: \(review.name). Forbidden sysctls: \(params.forbiddenSysctls)",
            at: review.pod.path + ".securityContext.sysctls")
        if let allowed = params.allowedSysctls {
            require(
                allowed.contains { covers($0, name) },
                "The sysctl \(name) is not explicitly allowed, pod: \(review.name). Allowed sysctls: \(allowed)",
                at: review.pod.path + ".securityContext.sysctls")
        }
    }
}
