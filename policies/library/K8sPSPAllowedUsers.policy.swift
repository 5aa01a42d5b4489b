import PolicyV1

struct Parameters: Params {
    let runAsUser: Rule?
    let runAsGroup: Rule?
    let fsGroup: Rule?
    let supplementalGroups: Rule?
    let exemptImages: [ImagePattern] = []
}

struct IDRange {
    let min: Int = 0
    let max: Int = 9223372036854775807
}

struct Rule {
    let rule: String = "RunAsAny"
    let ranges: [IDRange] = []
}

func fits(_ rule: Rule, _ id: Int?) -> Bool {
    guard let id else { return rule.rule != "MustRunAs" }
    return rule.rule == "RunAsAny" || rule.ranges.contains { $0.min <= id && id <= $0.max }
}

/// Users and groups of processes are allowed ones.
admission("K8sPSPAllowedUsers", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for container in review.pod.allContainers where !container.image.matches(anyOf: params.exemptImages) {
        let own = container["securityContext"]
        let pods = review.pod.spec["securityContext"]
        let user = own?["runAsUser"]?.integer ?? pods?["runAsUser"]?.integer
        let isNonRoot = own?["runAsNonRoot"]?.bool ?? pods?["runAsNonRoot"]?.bool ?? false
        if let rule = params.runAsUser {
            let isFine = rule.rule == "MustRunAsNonRoot" ? (user ?? 0) != 0 || (user == nil && isNonRoot) : fits(rule, user)
            require(
                isFine,
                "Container \(container.name) is attempting to run as disallowed user \(user). Allowed runAsUser: \(rule.rule)",
                at: container.path)
        }
        if let rule = params.runAsGroup {
            let group = own?["runAsGroup"]?.integer ?? pods?["runAsGroup"]?.integer
            require(
                fits(rule, group),
                "Container \(container.name) is attempting to run as disallowed group \(group). Allowed runAsGroup: \(rule.rule)",
                at: container.path)
        }
        if let rule = params.fsGroup {
            let group = pods?["fsGroup"]?.integer
            require(
                fits(rule, group),
                "Container \(container.name) is attempting to run with disallowed fsGroup \(group). Allowed fsGroup: \(rule.rule)",
                at: container.path)
        }
        if let rule = params.supplementalGroups {
            let groups = pods?["supplementalGroups"]?.array ?? []
            require(
                groups.isEmpty ? fits(rule, nil) : groups.allSatisfy { fits(rule, $0.integer) },
                "Container \(container.name) is attempting to run with disallowed supplementalGroups \(groups). Allowed supplementalGroups: \(rule.rule)",
                at: container.path)
        }
    }
}
