import Synchronization

/// How many requests were answered, as a Kubernetes API server counts them: `apiserver_request_total` by verb and code.
final class RequestCounts: Sendable {
    private struct Key: Hashable {
        var verb: String
        var code: Int
    }

    private let counts = Mutex<[Key: Int]>([:])

    func record(_ incoming: APIHandler.Incoming, code: Int) {
        let key = Key(verb: Self.verb(incoming), code: code)
        counts.withLock { $0[key, default: 0] += 1 }
    }

    /// Prometheus' text format, version 0.0.4.
    var text: String {
        let lines = counts.withLock { $0 }.sorted { ($0.key.verb, $0.key.code) < ($1.key.verb, $1.key.code) }.map {
            "apiserver_request_total{verb=\"\($0.key.verb)\",code=\"\($0.key.code)\"} \($0.value)"
        }
        return (["# TYPE apiserver_request_total counter"] + lines).joined(separator: "\n") + "\n"
    }

    private static func verb(_ incoming: APIHandler.Incoming) -> String {
        switch incoming.method {
        case "GET":
            if ["true", "1"].contains(incoming.query["watch"] ?? "") { return "WATCH" }
            let path = ResourcePath(incoming.path.split(separator: "/").map(String.init))
            return path?.name.isEmpty == true ? "LIST" : "GET"
        case "PATCH": return incoming.contentType.hasPrefix("application/apply-patch") ? "APPLY" : "PATCH"
        case "POST", "PUT", "DELETE": return incoming.method
        default: return "other"
        }
    }
}
