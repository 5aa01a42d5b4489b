package import Manifests

/// A state of Git that was tried, and what of it could not be applied.
///
/// Without `selfHeal` what differs of it is still to be applied, and all else that differs has changed in the cluster since
/// and stays. The inventory keeps it, so that a daemon that starts anew tells the two apart as well.
package struct SyncAttempt: Sendable, Hashable {
    /// Nil for a state that is no commit: it cannot be known again.
    package var revision: String?
    package var left: Set<ResourceIdentity>

    package init(revision: String?, left: Set<ResourceIdentity>) {
        self.revision = revision
        self.left = left
    }
}

extension SyncAttempt {
    /// Bytes; all annotations of an object together may have 256 KiB.
    private static let longest = 64 << 10

    /// `3f2a9c41: ConfigMap ml/a, Namespace ml`; nil where it cannot be kept.
    var text: String? {
        guard let revision else { return nil }
        let text = "\(revision): \(left.map(\.description).sorted().joined(separator: ", "))"
        return text.utf8.count <= Self.longest ? text : nil
    }

    /// - Returns: nil for what is no such text.
    init?(_ text: String) {
        guard let colon = text.firstRange(of: ": ") else { return nil }
        var left: Set<ResourceIdentity> = []
        for part in text[colon.upperBound...].split(separator: ", ") {
            guard let identity = Self.identity(part) else { return nil }
            left.insert(identity)
        }
        self.init(revision: String(text[..<colon.lowerBound]), left: left)
    }

    /// `KIND.GROUP NAMESPACE/NAME`, or without what there is not.
    private static func identity(_ text: Substring) -> ResourceIdentity? {
        guard let space = text.firstIndex(of: " ") else { return nil }
        let (kind, place) = (text[..<space], text[text.index(after: space)...])
        let parts = place.split(separator: "/", maxSplits: 1)
        guard let name = parts.last else { return nil }
        let names = kind.split(separator: ".", maxSplits: 1)
        return ResourceIdentity(
            groupKind: GroupKind(
                group: names.count > 1 ? String(names[1]) : "", kind: String(names.first ?? "")),
            namespace: parts.count > 1 ? String(parts[0]) : nil, name: String(name))
    }
}
