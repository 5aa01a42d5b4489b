import Manifests

/// A request for objects, understood: which kind, which object, with which options.
struct APIRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// How an answer is to be shaped.
    enum Form: Sendable {
        case plain, table, partialMetadata
    }

    var method: Method
    var kind: ServedKind
    /// Empty for a cluster-scoped kind; nil for all namespaces.
    var namespace: String?
    /// Empty for the collection.
    var name: String
    var subresource: String
    var query: [String: String]
    var form: Form
    var contentType: String
    var body: [UInt8]

    var isDryRun: Bool { query["dryRun"] == "All" }
    var isWatch: Bool { flag("watch") ?? false }
    /// Something to be done with an object rather than read from it or written to it.
    var isCommand: Bool {
        kind.subresources.contains(subresource)
            && !["", "status", "approval", "scale", "finalize", "ephemeralcontainers", "resize"].contains(subresource)
    }

    /// Who writes: the query's field manager, else the program's name, as the API server takes it.
    var manager: String
    var key: ObjectKey { ObjectKey(resource: kind.resource, namespace: namespace ?? "", name: name) }
}

/// A path below `/api` or `/apis`, taken apart.
struct ResourcePath: Sendable {
    var group: String
    var version: String
    var namespace: String?
    var plural: String
    var name: String
    var subresource: String

    /// - Returns: nil for a path that names no resource.
    init?(_ segments: [String]) {
        var rest = segments[...]
        switch rest.popFirst() {
        case "api": group = ""
        case "apis":
            guard let first = rest.popFirst() else { return nil }
            group = first
        default: return nil
        }
        guard let version = rest.popFirst(), let first = rest.popFirst() else { return nil }
        self.version = version
        // `namespaces/ml` is a namespace, `namespaces/ml/pods` what lives in it, `namespaces/ml/status` its subresource.
        if first == "namespaces", rest.count >= 2,
            !(rest.count == 2 && ["status", "finalize"].contains(rest[rest.startIndex + 1]))
        {
            namespace = rest.popFirst()
            plural = rest.popFirst() ?? ""
        } else {
            plural = first
        }
        name = rest.popFirst() ?? ""
        subresource = rest.popFirst() ?? ""
        guard rest.isEmpty else { return nil }
    }
}
