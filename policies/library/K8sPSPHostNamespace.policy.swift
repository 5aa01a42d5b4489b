import PolicyV1

/// Pods share neither processes nor memory with the host.
admission("K8sPSPHostNamespace", kinds: .podBearing, skipUpdatesOf: [.pod]) { review in
    let isShared = (review.pod.spec["hostPID"]?.bool ?? false) || (review.pod.spec["hostIPC"]?.bool ?? false)
    require(!isShared, "Sharing the host namespace is not allowed: \(review.name)", at: review.pod.path)
}
