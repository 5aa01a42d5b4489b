/// A namespace that is neither in Git nor in the cluster.
enum MissingNamespace {
    /// The name in the server's words: `namespaces "models" not found`.
    static func name(in reason: String) -> String? {
        let parts = reason.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "namespaces ", parts[2] == " not found" else { return nil }
        return String(parts[1])
    }

    /// The server's words, or what to do.
    static func inWords(_ reason: String) -> String { name(in: reason).map(reason(of:)) ?? reason }

    static func reason(of name: String) -> String {
        "namespace '\(name)' is neither in Git nor in the cluster: declare it in the environment, or create it"
    }
}
