package import Manifests

/// An environment that the gate has let through: the only thing that can be planned.
package struct AdmittedEnvironment: Sendable {
    package let spec: EnvironmentSpec
    package let revision: String?
    package let repository: String
    package let applySet: ApplySet
    /// Each identity once.
    package let resources: [AdmittedResource]

    package var name: String { spec.name }

    // INVARIANT: only the gate makes one.
    fileprivate init(_ environment: Environment, applySet: ApplySet, resources: [AdmittedResource]) {
        spec = environment.spec
        revision = environment.revision
        repository = environment.repository
        self.applySet = applySet
        self.resources = resources
    }
}

/// An object that may be applied, in the form in which it is.
package struct AdmittedResource: Sendable {
    package let identity: ResourceIdentity
    package let kind: GroupVersionKind
    /// With its namespace and the labels of the environment.
    package let object: Value
    package let location: SourceLocation
    /// Equal for equal objects, whatever the order of their keys.
    package let digest: Int

    fileprivate init(_ resource: Resource, identity: ResourceIdentity, object: Value) {
        self.identity = identity
        kind = resource.kind
        self.object = object
        location = resource.location
        digest = object.hashValue
    }
}

/// What the gate says of an environment.
package enum Review: Sendable {
    case admitted(AdmittedEnvironment, warnings: [Diagnostic])
    case denied([Diagnostic])
}

/// Decides whether an environment may run; nothing reaches the planner but through here.
package struct Gate: Sendable {
    private let rules: [any AdmissionRule]

    package init(rules: [any AdmissionRule] = [ServerFieldsRule(), ReservedLabelsRule(), StatusRule()]) {
        self.rules = rules
    }

    /// Reviews an environment as a whole; one denied object denies it.
    ///
    /// - Parameter scopes: which kinds live in namespaces, as the cluster and the environment's own definitions say.
    package func review(_ environment: Environment, scopes: ScopeCatalog) -> Review {
        let applySet = ApplySet(environment: environment.name, namespace: environment.spec.namespace)
        let scopes = scopes.adding(definitionsIn: environment.resources)
        var diagnostics: [Diagnostic] = []
        var admitted: [AdmittedResource] = []
        var places: [ResourceIdentity: SourceLocation] = [:]
        for resource in environment.resources {
            for rule in rules { diagnostics += rule.review(resource) }
            switch scopes.identity(of: resource, in: environment.spec.namespace) {
            case .failure(let diagnostic): diagnostics.append(diagnostic)
            case .success(let identity):
                if let first = places[identity] {
                    diagnostics.append(
                        .error(
                            "expected each object once, found '\(identity)' again", at: resource.location,
                            hint: "it is first declared at \(first)"))
                    continue
                }
                places[identity] = resource.location
                let object = applySet.mark(Self.normalise(resource.object, identity: identity))
                admitted.append(AdmittedResource(resource, identity: identity, object: object))
            }
        }
        if diagnostics.contains(where: { $0.severity == .error }) {
            return .denied(diagnostics.sorted(by: Diagnostic.inReadingOrder))
        }
        let result = AdmittedEnvironment(environment, applySet: applySet, resources: admitted)
        return .admitted(result, warnings: diagnostics)
    }

    /// The object as it is sent: with its namespace, and a Secret's `stringData` folded into `data`.
    private static func normalise(_ object: Value, identity: ResourceIdentity) -> Value {
        guard var root = object.object else { return object }
        var metadata = root["metadata"]?.object ?? Object()
        metadata["namespace"] = identity.namespace.map(Value.string)
        root["metadata"] = .object(metadata)
        if identity.groupKind == GroupKind(group: "", kind: "Secret"), let plain = root["stringData"]?.object {
            var data = root["data"]?.object ?? Object()
            for member in plain {
                data[member.key] = member.value.string.map { .string(Base64.encode($0.utf8)) } ?? member.value
            }
            root["data"] = .object(data)
            root["stringData"] = nil
        }
        return .object(root)
    }
}
