package import Manifests

/// What a change of the files does to one declared object.
package struct ObjectChange: Sendable {
    package enum Kind: String, Sendable {
        case added, changed, removed
    }

    package var kind: Kind
    package var identity: ResourceIdentity
    /// In the new files; in the base for an object that is removed.
    package var location: SourceLocation
    /// Empty for objects that are added or removed; values of Secrets are masked.
    package var differences: [FieldDifference] = []
}

extension ObjectChange {
    /// What turns one set of declared objects into the other, in the order of their identities.
    static func between(_ base: [Candidate], and head: [Candidate]) -> [ObjectChange] {
        let old = Dictionary(base.map { ($0.identity, $0) }) { first, _ in first }
        let new = Dictionary(head.map { ($0.identity, $0) }) { first, _ in first }
        return Set(old.keys).union(new.keys).sorted().compactMap { identity in
            switch (old[identity], new[identity]) {
            case (nil, let added?):
                return ObjectChange(kind: .added, identity: identity, location: added.resource.location)
            case (let removed?, nil):
                return ObjectChange(kind: .removed, identity: identity, location: removed.resource.location)
            case (let before?, let after?):
                let differences = FieldDifference.between(before.object, and: after.object)
                guard !differences.isEmpty else { return nil }
                return ObjectChange(
                    kind: .changed, identity: identity, location: after.resource.location, differences: differences)
            case (nil, nil): return nil
            }
        }
    }
}
