package import Manifests
package import StructuredMerge

/// A field that another manager owns with another value.
package struct FieldOwner: Sendable, Hashable, CustomStringConvertible {
    package var manager: String
    /// As users know it: `spec.template.spec.containers[name=model].image`.
    package var field: String

    package init(manager: String, field: String) {
        self.manager = manager
        self.field = field
    }

    /// - Parameter object: the applied one.
    package init(_ conflict: FieldConflict, in object: Value) {
        self.init(manager: conflict.manager, field: ConflictPath.text(conflict.path.description, in: object))
    }

    package var description: String { "'\(field)' is owned by '\(manager)'" }
}

extension [FieldOwner] {
    var inWords: String { map(\.description).joined(separator: "; ") }

    /// Whether all of them are the labels by which Lockstep knows its objects: nobody else's business.
    var areOwnLabels: Bool {
        let labels = [ApplySet.partOfLabel, ApplySet.environmentLabel].map { "metadata.labels[\($0)]" }
        return !isEmpty && allSatisfy { labels.contains($0.field) }
    }

    /// What whoever reads of a conflict may do.
    package static var remedy: String {
        "leave the field to them with 'spec.ignore', or take it with 'spec.sync.selfHeal: true'"
    }
}
