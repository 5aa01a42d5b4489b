import Manifests

/// Who depends on whom among the changes of a plan, by their places in it.
struct DependencyIndex {
    private var references = ReferenceIndex([])
    private var dependents: [ResourceIdentity: [Int]] = [:]

    init(_ changes: [PlannedChange]) {
        // Most environments have none, and an index of a large plan costs.
        guard changes.contains(where: { $0.desired?.options.dependencies.isEmpty == false }) else { return }
        references = ReferenceIndex(changes.map(\.identity))
        for (place, change) in changes.enumerated() {
            for reference in change.desired?.options.dependencies ?? [] {
                guard let target = self.place(of: reference, from: change.identity.namespace) else { continue }
                dependents[changes[target].identity, default: []].append(place)
            }
        }
    }

    /// The object that a reference means, seen from an object in `home`.
    func place(of reference: ObjectReference, from home: String?) -> Int? {
        references.place(of: reference, from: home)
    }

    /// Each once, in the order of the plan.
    func dependents(of identities: [ResourceIdentity]) -> [Int] {
        Set(identities.flatMap { dependents[$0] ?? [] }).sorted()
    }
}
