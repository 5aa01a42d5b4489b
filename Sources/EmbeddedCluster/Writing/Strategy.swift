import Manifests

/// What the server itself writes into an object, and what it keeps a client from writing.
enum Strategy {
    /// A new object: identity, defaults, an empty status.
    static func prepareCreation(_ object: Value, kind: ServedKind, context: WriteContext) -> Value {
        var object = object
        var metadata = object.metadata
        for field in [
            "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "uid",
        ] {
            metadata[field] = nil
        }
        if let prefix = metadata["generateName"]?.string, metadata["name"]?.string ?? "" == "" {
            metadata["name"] = .string(prefix.prefix(58) + context.randomSuffix())
        }
        metadata["uid"] = .string(context.newUID())
        metadata["creationTimestamp"] = .string(context.now)
        if kind.hasGeneration { metadata["generation"] = 1 }
        object.metadata = metadata
        if kind.subresources.contains("status") { object[field: "status"] = kind.isCustom ? nil : [:] }
        if kind.resource == .namespaces {
            object[field: "spec"] = ["finalizers": ["kubernetes"]]
            object[field: "status"] = ["phase": "Active"]
        }
        if kind.resource == .definitions { object[field: "status"] = establishedStatus(object, now: context.now) }
        return Defaults.fill(object, kind: kind)
    }

    /// A definition is served from the moment it is stored.
    private static func establishedStatus(_ definition: Value, now: String) -> Value {
        func condition(_ type: String, _ reason: String, _ message: String) -> Value {
            [
                "type": .string(type), "status": "True", "reason": .string(reason), "message": .string(message),
                "lastTransitionTime": .string(now),
            ]
        }
        let stored = (definition[path: "spec", "versions"]?.array ?? []).filter { $0["storage"]?.bool ?? false }
        return [
            "acceptedNames": definition[path: "spec", "names"] ?? [:],
            "conditions": [
                condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ],
            "storedVersions": .array(stored.compactMap { $0["name"] }),
        ]
    }

    /// A changed object: what only the server writes stays as it is, the generation counts.
    static func prepareUpdate(_ object: Value, live: Value, kind: ServedKind, subresource: String) -> Value {
        var object = object
        var metadata = object.metadata
        for field in [
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "name",
            "namespace", "generateName",
        ] {
            metadata[field] = live.metadata[field]
        }
        metadata["resourceVersion"] = live.metadata["resourceVersion"]
        object.metadata = metadata
        if subresource == "status" {
            var result = live
            result[field: "status"] = object["status"]
            result.metadata["managedFields"] = metadata["managedFields"]
            if !kind.isCustom { result.metadata["conditions"] = nil }
            return result
        }
        if kind.subresources.contains("status") { object[field: "status"] = live["status"] }
        if kind.resource == .namespaces, subresource != "finalize" { object[field: "spec"] = live["spec"] }
        object = Defaults.fill(Defaults.keepAllocated(object, live: live, kind: kind), kind: kind)
        let annotationsCount =
            kind.kind.kind == "Deployment" && object.metadata["annotations"] != live.metadata["annotations"]
        if kind.hasGeneration, asksForOther(object, than: live) || annotationsCount {
            object.metadata["generation"] = .integer((live.metadata["generation"]?.integer ?? 0) + 1)
        }
        return object
    }

    /// Whether anything but metadata and status differs.
    private static func asksForOther(_ new: Value, than old: Value) -> Bool {
        guard var a = new.object, var b = old.object else { return new != old }
        for field in ["metadata", "status"] {
            a[field] = nil
            b[field] = nil
        }
        return a != b
    }
}

/// What a write takes from outside: the time and chance.
struct WriteContext: Sendable {
    /// RFC 3339, in UTC, whole seconds.
    var now: String
    var newUID: @Sendable () -> String
    /// Five characters for `generateName`.
    var randomSuffix: @Sendable () -> String
}
