import Manifests

/// What the server says of a CustomResourceDefinition, in its status and its finalizers.
enum DefinitionStatus {
    /// Holds a definition until its last instance is gone (k8s.io/apiextensions-apiserver, `CustomResourceCleanupFinalizer`).
    static let cleanup = "customresourcecleanup.apiextensions.k8s.io"

    /// A definition is served from the moment it is stored.
    static func established(_ definition: Value, now: String) -> Value {
        let status: Value = [
            "conditions": [
                condition("NamesAccepted", "True", "NoConflicts", "no conflicts found", now),
                condition("Established", "True", "InitialNamesAccepted", "the initial names have been accepted", now),
            ]
        ]
        return following(status, definition)
    }

    /// The status after a change of what is defined: whatever has been a stored version stays one until somebody says
    /// that no object is left in it.
    static func following(_ status: Value, _ definition: Value) -> Value {
        var status = status
        var versions = status["storedVersions"]?.array ?? []
        let stored = (definition[path: "spec", "versions"]?.array ?? []).first { $0["storage"]?.bool ?? false }
        if let name = stored?["name"], !versions.contains(name) { versions.append(name) }
        status[field: "acceptedNames"] = definition[path: "spec", "names"] ?? [:]
        status[field: "storedVersions"] = .array(versions)
        return status
    }

    /// The definition once its deletion has been asked for.
    static func terminating(_ definition: Value, now: String) -> Value {
        var definition = definition
        if !definition.finalizers.contains(cleanup) {
            definition.metadata["finalizers"] = .array((definition.finalizers + [cleanup]).map(Value.string))
        }
        return with(
            condition(
                "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress", now),
            in: definition)
    }

    /// The definition once it has no instances any more.
    static func emptied(_ definition: Value, now: String) -> Value {
        var definition = definition
        let finalizers = definition.finalizers.filter { $0 != cleanup }
        definition.metadata["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(Value.string))
        return with(
            condition("Terminating", "False", "InstanceDeletionCompleted", "removed all instances", now),
            in: definition)
    }

    private static func condition(
        _ type: String, _ status: String, _ reason: String, _ message: String, _ now: String
    ) -> Value {
        [
            "type": .string(type), "status": .string(status), "reason": .string(reason), "message": .string(message),
            "lastTransitionTime": .string(now),
        ]
    }

    private static func with(_ condition: Value, in definition: Value) -> Value {
        let others = (definition[path: "status", "conditions"]?.array ?? []).filter { $0["type"] != condition["type"] }
        var status = definition["status"] ?? [:]
        status[field: "conditions"] = .array(others + [condition])
        var definition = definition
        definition[field: "status"] = status
        return definition
    }
}
