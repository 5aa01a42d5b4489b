package import Manifests

/// Objects that a release keeps as an earlier or a coming commit has them, whatever the head says.
package struct HeldWorkload: Sendable, Hashable {
    package var release: String
    package var objects: Set<ResourceIdentity>
    package var source: Source
    /// Whether they are a candidate's that may be opened later: what the head says must be admissible, too.
    package var awaitsOpening: Bool

    /// What runs in their place.
    package enum Source: Sendable, Hashable {
        /// What the manifests of a commit say.
        case revision(String)
        case values([ResourceIdentity: Value])
    }

    package init(release: String, objects: Set<ResourceIdentity>, revision: String) {
        self.release = release
        self.objects = objects
        source = .revision(revision)
        awaitsOpening = false
    }

    package init(release: String, values: [ResourceIdentity: Value], awaitsOpening: Bool = false) {
        self.release = release
        objects = Set(values.keys)
        source = .values(values)
        self.awaitsOpening = awaitsOpening
    }
}

extension Environment {
    /// The environment with the held objects as another revision of it declares them.
    ///
    /// What that revision does not declare is left out: holding back never adds what was not there.
    package func holding(_ objects: Set<ResourceIdentity>, as other: Environment) -> Environment {
        guard !objects.isEmpty else { return self }
        var replacements = Dictionary(
            other.resources.map { (other.heldIdentity(of: $0), $0) }.filter { objects.contains($0.0) }
        ) { first, _ in first }
        var result = self
        result.resources = resources.compactMap { resource in
            let identity = heldIdentity(of: resource)
            return objects.contains(identity) ? replacements.removeValue(forKey: identity) : resource
        }
        result.resources += replacements.sorted { $0.key < $1.key }.map(\.value)
        return result
    }

    /// The environment with other values of objects that it declares.
    package func holding(_ values: [ResourceIdentity: Value]) -> Environment {
        var result = self
        for index in result.resources.indices {
            let resource = result.resources[index]
            guard let value = values[heldIdentity(of: resource)], value != resource.object else { continue }
            result.resources[index].document = Document(value: value, location: resource.location)
        }
        return result
    }

    /// The objects that two revisions of an environment declare differently.
    package func objects(differingFrom other: Environment) -> Set<ResourceIdentity> {
        func byIdentity(_ environment: Environment) -> [ResourceIdentity: Value] {
            Dictionary(environment.resources.map { (environment.heldIdentity(of: $0), $0.object) }) { first, _ in first
            }
        }
        let (ours, theirs) = (byIdentity(self), byIdentity(other))
        return Set(ours.keys).union(theirs.keys).filter { ours[$0] != theirs[$0] }
    }

    /// The environment's namespace stands for none, for cluster-scoped kinds too: equal objects are equal here.
    func heldIdentity(of resource: Resource) -> ResourceIdentity {
        ResourceIdentity(
            groupKind: resource.kind.groupKind, namespace: resource.namespace ?? spec.namespace, name: resource.name)
    }
}
