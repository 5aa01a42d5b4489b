import Manifests

/// A deletion that has begun and is not over.
enum Termination {
    /// What it waits for.
    static func inWords(_ object: Value) -> String {
        let finalizers =
            (object[path: "metadata", "finalizers"]?.array ?? []).compactMap(\.string)
            + (object[path: "spec", "finalizers"]?.array ?? []).compactMap(\.string)
        if finalizers.isEmpty { return "it is being deleted" }
        return "it is being deleted, and held by its finalizers \(finalizers.map { "'\($0)'" }.joined(separator: ", "))"
    }
}
