import Manifests

/// Which object an answer must hold: what a proxy or a broken server gives in its place is no sign of success.
struct ExpectedObject {
    /// Nil where the answer is of a kind of its own (`Scale`, `TokenRequest`).
    private let kind: String?
    private let namespace: String?
    /// Nil where the server makes the name.
    private let name: String?
    /// A dry run of a creation has no resourceVersion.
    private let isStored: Bool

    init(
        _ resource: APIResource, namespace: String?, name: String?, subresource: String? = nil, isDryRun: Bool = false
    ) {
        kind = subresource == nil || subresource == "status" ? resource.kind.kind : nil
        self.namespace = resource.isNamespaced ? namespace : nil
        self.name = name
        isStored = !isDryRun && kind != nil
    }

    /// Of the object that was sent.
    init(_ resource: APIResource, _ object: Value, subresource: String? = nil, isDryRun: Bool) {
        self.init(
            resource, namespace: object[path: "metadata", "namespace"]?.string,
            name: object[path: "metadata", "name"]?.string, subresource: subresource, isDryRun: isDryRun)
    }

    /// - Returns: the answer.
    /// - Throws: `.malformed` for anything but the object asked for.
    func check(_ answer: Value, _ operation: ClusterError.Operation) throws(ClusterError) -> Value {
        try expect("kind", kind, answer["kind"], operation)
        guard kind != nil else { return answer }
        let metadata = answer["metadata"]
        try expect("metadata.name", name, metadata?["name"], operation)
        try expect("metadata.namespace", namespace, metadata?["namespace"], operation)
        if isStored, metadata?["resourceVersion"]?.string?.isEmpty ?? true {
            throw ClusterError(.malformed, operation, message: "expected a 'metadata.resourceVersion', found none")
        }
        return answer
    }

    private func expect(
        _ field: String, _ wanted: String?, _ found: Value?, _ operation: ClusterError.Operation
    ) throws(ClusterError) {
        guard let wanted, found?.string != wanted else { return }
        let words = found?.string.map { "'\($0.prefix(80))'" } ?? "none"
        throw ClusterError(.malformed, operation, message: "expected '\(field)' to be '\(wanted)', found \(words)")
    }
}
