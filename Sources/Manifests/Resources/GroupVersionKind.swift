/// A kind with its API group and version, as a manifest's `apiVersion` and `kind` name it.
package struct GroupVersionKind: Sendable, Hashable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    package var kind: String

    package init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Reads `apiVersion` in its two forms: `v1` and `apps/v1`.
    package init(apiVersion: String, kind: String) {
        if let slash = apiVersion.firstIndex(of: "/") {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.index(after: slash)...])
        } else {
            group = ""
            version = apiVersion
        }
        self.kind = kind
    }

    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    package var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
}

/// A kind with its API group, whatever the version: what makes two manifests the same object.
package struct GroupKind: Sendable, Hashable, CustomStringConvertible {
    package var group: String
    package var kind: String

    package init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Deployment.apps`, `Service`: the form that `kubectl` takes and prints.
    package var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

extension GroupKind {
    package static let customResourceDefinition = GroupKind(
        group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")

    /// The kind that a CustomResourceDefinition defines; nil where it does not say.
    package init?(definedBy definition: Value) {
        guard let spec = definition["spec"], let group = spec["group"]?.string,
            let kind = spec[path: "names", "kind"]?.string
        else { return nil }
        self.init(group: group, kind: kind)
    }

    package func version(_ version: String) -> GroupVersionKind {
        GroupVersionKind(group: group, version: version, kind: kind)
    }
}

/// The identity of an object in a cluster: group, kind, namespace and name.
package struct ResourceIdentity: Sendable, Hashable, CustomStringConvertible {
    package var groupKind: GroupKind
    /// Nil for a cluster-scoped object.
    package var namespace: String?
    package var name: String

    package init(groupKind: GroupKind, namespace: String?, name: String) {
        self.groupKind = groupKind
        self.namespace = namespace
        self.name = name
    }

    /// `Deployment.apps models/scorer`; `Namespace models` for a cluster-scoped object.
    package var description: String {
        namespace.map { "\(groupKind) \($0)/\(name)" } ?? "\(groupKind) \(name)"
    }
}

extension ResourceIdentity: Comparable {
    package static func < (left: ResourceIdentity, right: ResourceIdentity) -> Bool {
        func isOrdered(_ left: String, _ right: String) -> Bool? {
            left.hasSameBytes(as: right) ? nil : left.precedesByBytes(right)
        }
        return isOrdered(left.namespace ?? "", right.namespace ?? "")
            ?? isOrdered(left.groupKind.kind, right.groupKind.kind)
            ?? isOrdered(left.groupKind.group, right.groupKind.group)
            ?? isOrdered(left.name, right.name) ?? false
    }
}
