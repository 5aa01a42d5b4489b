import PolicyV1

struct Parameters: Params {
    let allowedHostPaths: [HostPath] = []
}

struct HostPath {
    let pathPrefix: String = ""
    let readOnly: Bool = false
}

func isWithin(_ path: String, _ prefix: String) -> Bool {
    let folder = prefix.removingSuffix("/")
    return !path.pieces(by: "/").contains("..") && (path == folder || path == prefix || path.hasPrefix(folder + "/"))
}

/// Host paths are mounted from allowed places only, read-only where that is asked.
admission("K8sPSPHostFilesystem", kinds: .podBearing, skipUpdatesOf: [.pod], params: Parameters.self) { review, params in
    for volume in review.pod.volumes {
        if let path = volume["hostPath"]?["path"]?.string {
            let name = volume["name"]?.string
            let isWritten = review.pod.allContainers.contains { container in
                container.object.list("volumeMounts").contains {
                    $0["name"]?.string == name && !($0["readOnly"]?.bool ?? false)
                }
            }
            require(
                params.allowedHostPaths.contains { isWithin(path, $0.pathPrefix) && (!$0.readOnly || !isWritten) },
                "HostPath volume \(volume) is not allowed, pod: \(review.name). Allowed path: \(params.allowedHostPaths.map { $0.pathPrefix })",
                at: review.pod.path + ".volumes")
        }
    }
}
