import Manifests

/// Where in a list the objects stand that references mean.
struct ReferenceIndex {
    private var places: [ResourceIdentity: Int] = [:]

    init(_ identities: some Sequence<ResourceIdentity>) {
        for (place, identity) in identities.enumerated() where places[identity] == nil { places[identity] = place }
    }

    /// The object that a reference means, seen from an object in `home`.
    func place(of reference: ObjectReference, from home: String?) -> Int? {
        let inNamespace = ResourceIdentity(
            groupKind: reference.kind, namespace: reference.namespace ?? home, name: reference.name)
        if let place = places[inNamespace] { return place }
        // A reference to what lives in no namespace may come from an object that lives in one.
        return places[ResourceIdentity(groupKind: reference.kind, namespace: nil, name: reference.name)]
    }
}
