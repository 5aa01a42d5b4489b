import PolicyV1

struct Parameters: Params {
    let allowedFlexVolumes: [Json] = []
}

/// Flex volumes use allowed drivers.
admission("K8sPSPFlexVolumes", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for volume in review.pod.volumes {
        if let flex = volume["flexVolume"] {
            require(
                params.allowedFlexVolumes.contains { $0["driver"]?.string == flex["driver"]?.string },
                "FlexVolume \(volume) is not allowed, pod: \(review.name). Allowed drivers: \(params.allowedFlexVolumes)",
                at: review.pod.path + ".volumes")
        }
    }
}
