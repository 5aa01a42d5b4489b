import PolicyV1

struct Parameters: Params {
    let rule: String = "RunAsAny"
    let ranges: [IDRange] = []
}

struct IDRange {
    let min: Int = 0
    let max: Int = 9223372036854775807
}

/// The group that owns volumes lies within the ranges.
admission("K8sPSPFSGroup", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    let group = review.pod.spec.at("securityContext.fsGroup")?.integer
    let isInside = params.ranges.contains { range in range.min <= (group ?? -1) && (group ?? -1) <= range.max }
    let isFine = params.rule == "RunAsAny" || (params.rule == "MayRunAs" && group == nil) || (group != nil && isInside)
    require(
        isFine, "The provided pod spec fsGroup is not allowed, pod: \(review.name). Allowed fsGroup rule: \(params.rule)",
        at: review.pod.path + ".securityContext.fsGroup")
}
