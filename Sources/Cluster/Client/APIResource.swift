package import Manifests
import Transport

/// A kind as the server serves it: the name in its paths, its scope and what can be done with it.
package struct APIResource: Sendable, Hashable {
    package var kind: GroupVersionKind
    /// The name in paths: `deployments`.
    package var plural: String
    package var isNamespaced: Bool
    /// `get`, `list`, `watch`, `patch`, …
    package var verbs: Set<String>
    /// `status`, `scale`.
    package var subresources: Set<String>

    package init(
        kind: GroupVersionKind, plural: String, isNamespaced: Bool,
        verbs: Set<String> = ["create", "delete", "get", "list", "patch", "update", "watch"],
        subresources: Set<String> = []
    ) {
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.subresources = subresources
    }

    /// `/api/v1`, `/apis/apps/v1`.
    var versionPath: String {
        kind.group.isEmpty ? "/api/\(kind.version)" : "/apis/\(kind.group)/\(kind.version)"
    }

    /// The path of the collection, or of one object in it.
    func path(namespace: String?, name: String? = nil, subresource: String? = nil) -> String {
        var path = versionPath
        if isNamespaced, let namespace { path += "/namespaces/\(namespace.percentEncoded)" }
        path += "/\(plural)"
        if let name { path += "/\(name.percentEncoded)" }
        if let subresource { path += "/\(subresource)" }
        return path
    }
}
