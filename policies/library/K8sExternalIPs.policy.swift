import PolicyV1

struct Parameters: Params {
    let allowedIPs: [String] = []
}

/// Services use listed external addresses only.
admission("K8sExternalIPs", kinds: [.service], params: Parameters.self) { review, params in
    let used = Set(review.object.list("spec.externalIPs").map { $0.string ?? "" })
    let forbidden = used.subtracting(Set(params.allowedIPs)).sorted()
    require(forbidden.isEmpty, "service has forbidden external IPs: \(forbidden)", at: "spec.externalIPs")
}
