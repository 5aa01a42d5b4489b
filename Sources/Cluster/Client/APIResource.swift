package import Manifests

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

extension String {
    /// Everything but RFC 3986's unreserved characters encoded.
    var percentEncoded: String {
        var text = ""
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += byte < 16 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
