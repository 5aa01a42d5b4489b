import Manifests

/// Who depends on whom among the changes of a plan, by their places in it.
struct DependencyIndex {
    private struct Name: Hashable {
        var kind: GroupKind
        var name: String
    }

    private var places: [Name: [(place: Int, namespace: String?)]] = [:]
    private var dependents: [ResourceIdentity: [Int]] = [:]

    init(_ changes: [PlannedChange]) {
        // Most environments have none, and an index of a large plan costs.
        guard changes.contains(where: { $0.desired?.options.dependencies.isEmpty == false }) else { return }
        for (place, change) in changes.enumerated() {
            let name = Name(kind: change.identity.groupKind, name: change.identity.name)
            places[name, default: []].append((place, change.identity.namespace))
        }
        for (place, change) in changes.enumerated() {
            for reference in change.desired?.options.dependencies ?? [] {
                guard let target = self.place(of: reference, from: change.identity.namespace) else { continue }
                dependents[changes[target].identity, default: []].append(place)
            }
        }
    }

    /// The object that a reference means, seen from an object in `home`.
    func place(of reference: ObjectReference, from home: String?) -> Int? {
        places[Name(kind: reference.kind, name: reference.name)]?.first { entry in
            let identity = ResourceIdentity(
                groupKind: reference.kind, namespace: entry.namespace, name: reference.name)
            return reference.names(identity, from: home)
        }?.place
    }

    /// Each once, in the order of the plan.
    func dependents(of identities: [ResourceIdentity]) -> [Int] {
        Set(identities.flatMap { dependents[$0] ?? [] }).sorted()
    }
}
