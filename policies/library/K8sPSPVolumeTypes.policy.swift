import PolicyV1

struct Parameters: Params {
    let volumes: [String] = []
}

/// Pods mount volumes of allowed types only.
admission("K8sPSPVolumeTypes", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for volume in review.pod.volumes {
        let types = volume.keys.filter { $0 != "name" }
        require(
            params.volumes.contains("*") || types.allSatisfy { params.volumes.contains($0) },
            "One of the volume types \(types) is not allowed, pod: \(review.name). Allowed volume types: \(params.volumes)",
            at: review.pod.path + ".volumes")
    }
}
