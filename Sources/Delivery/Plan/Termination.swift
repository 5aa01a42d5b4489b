import Manifests

/// A deletion that has begun and is not over.
enum Termination {
    static func hasBegun(_ object: Value) -> Bool { object[path: "metadata", "deletionTimestamp"] != nil }

    /// What it waits for.
    static func inWords(_ object: Value) -> String {
        let finalizers =
            (object[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string)
            + (object[path: "spec", "finalizers"]?.array ?? []).compactMap(\.string)
        if finalizers.isEmpty { return "it is being deleted" }
        return "it is being deleted, and held by its finalizers \(finalizers.map { "'\($0)'" }.joined(separator: ", "))"
    }

    /// What becomes of a declared object whose deletion has begun; nil where an apply goes on with it.
    static func action(for object: Value, of resource: AdmittedResource) -> PlannedChange.Action? {
        guard hasBegun(object), !releases(object, resource) else { return nil }
        return .terminating(reason: beforeNewStart(object))
    }

    /// Why a declared object has to wait.
    static func beforeNewStart(_ object: Value) -> String { "\(inWords(object)); it is made anew when it is gone" }

    /// Whether an apply takes away a finalizer that Git had declared.
    private static func releases(_ object: Value, _ resource: AdmittedResource) -> Bool {
        let declared = resource.object[path: "metadata", "finalizers"]?.array ?? []
        let held = (object[path: "metadata", "finalizers"]?.array ?? []).filter { !declared.contains($0) }
        if held.isEmpty { return false }
        let own = (object[path: "metadata", "managedFields"]?.array ?? []).filter(Ownership.isOwnApply)
        return held.contains { finalizer in
            own.contains { $0[path: "fieldsV1", "f:metadata", "f:finalizers", "v:\(JSON.string(finalizer))"] != nil }
        }
    }
}
