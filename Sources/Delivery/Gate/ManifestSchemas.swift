import Manifests
import StructuredMerge

/// Whether objects are as their kinds' schemas say, found before anything is sent: a server that refuses one of them
/// would do so in the middle of a sync.
struct ManifestSchemas {
    /// So many faults of one object are told.
    private static let faultsTold = 20

    private let catalog: SchemaCatalog

    init(_ catalog: SchemaCatalog) { self.catalog = catalog }

    /// The schemas of what an environment declares: of its own definitions, else the cluster's, else of definitions
    /// that stand elsewhere in the repository.
    static func of(
        _ environment: Environment, in checkout: Checkout, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> ManifestSchemas {
        let kinds = Set(environment.resources.map(\.kind))
        var catalog = try await cluster.schemas(for: kinds)
        // A definition in Git is what the cluster will have by the time that its objects are applied.
        for resource in environment.resources { catalog.learn(resource.object, ifOf: kinds) }
        let unknown = kinds.filter { !catalog.contains($0) }
        if !unknown.isEmpty, try await !cluster.scopes(refresh: false).describesEverything {
            for file in SchemaReview.files(defining: unknown, in: checkout) {
                for document in YAML.parse(file.bytes, file: file.path).documents {
                    catalog.learn(document.value, ifOf: unknown)
                }
            }
        }
        return ManifestSchemas(catalog.prepared(for: kinds))
    }

    /// What is wrong with the objects, in their order.
    func review(_ candidates: [Candidate]) async -> [GateFinding] {
        let faults = await Parallel.compute(candidates) { candidate in
            let resource = candidate.resource
            return catalog[resource.kind].validate(resource.object, findsAll: true)?.faults ?? []
        }
        return zip(candidates, faults).flatMap { candidate, faults in
            faults.prefix(Self.faultsTold).map {
                GateFinding(.manifest, diagnostic($0, of: candidate.resource), of: candidate.identity)
            }
        }
    }

    private func diagnostic(_ fault: ValidationErrors.Fault, of resource: Resource) -> Diagnostic {
        let steps = Self.steps(fault.path, in: resource.object)
        let path = Self.text(fault.path)
        switch fault.problem {
        case .undeclaredField:
            return .error(
                "expected a field that '\(resource.kind.kind)' has, found '\(path)'",
                at: resource.document.nearestLocation(of: steps), hint: hint(at: fault.path, of: resource.kind))
        case .wrongType(let expected):
            let found = resource.object[steps: steps] ?? .null
            return .error(
                "expected '\(path)' to be \(expected), found \(Self.words(found, of: resource.object))",
                at: resource.location(of: steps), hint: Self.hint(for: found, expected: expected))
        case .items:
            return .error(
                "expected items of '\(path)' that can be told apart, found: \(fault.message)",
                at: resource.document.nearestLocation(of: steps))
        }
    }

    /// The content of a Secret is in no message.
    private static func words(_ found: Value, of object: Value) -> String {
        if SecretContent.isSecret(object) { return found.kindInWords }
        return switch found {
        case .string(let text) where text.utf8.count <= 60: "'\(text)'"
        case .integer, .double, .bool: JSON.string(found)
        default: found.kindInWords
        }
    }

    private static func hint(for found: Value, expected: String) -> String? {
        switch (found, expected) {
        case (.integer, "a string"), (.double, "a string"), (.bool, "a string"): "put it in quotes"
        case (.string(let text), "a number") where Double(text) != nil: "leave out the quotes"
        case (.string("true"), "a boolean"), (.string("false"), "a boolean"): "leave out the quotes"
        default: nil
        }
    }

    private func hint(at path: FieldPath, of kind: GroupVersionKind) -> String? {
        guard case .field(let name)? = path.elements.last else { return nil }
        let parent = path.elements.dropLast().reduce(Optional(catalog[kind])) { $0?.child($1) }
        let names = parent?.fieldNames ?? []
        if let nearest = NearestName.suggest(name, among: names) { return "did you mean '\(nearest)'?" }
        return names.isEmpty || names.count > 8
            ? nil : "its fields here are \(names.map { "'\($0)'" }.joined(separator: ", "))"
    }

    /// As users know it: `spec.template.spec.containers[name=model].imag`.
    private static func text(_ path: FieldPath) -> String {
        path.elements.reduce("") { text, element in
            switch element {
            case .field(let name): FieldDifference.append(name, to: text)
            case .index(let index): "\(text)[\(index)]"
            case .value(let value): "\(text)[\(value.string ?? JSON.string(value))]"
            case .key(let key):
                text + "[" + key.map { "\($0.key)=\($0.value.string ?? JSON.string($0.value))" }.joined(separator: ",")
                    + "]"
            }
        }
    }

    /// Where a path leads in an object: items are found by their keys.
    private static func steps(_ path: FieldPath, in object: Value) -> [PathStep] {
        var steps: [PathStep] = []
        var place: Value? = object
        for element in path.elements {
            let step: PathStep
            switch element {
            case .field(let name): step = .key(name)
            case .index(let index): step = .index(index)
            case .value(let value):
                guard let index = place?.array?.lastIndex(of: value) else { return steps }
                step = .index(index)
            case .key(let key):
                let index = place?.array?.lastIndex { item in
                    key.allSatisfy { item[$0.key] == nil || item[$0.key] == $0.value }
                }
                guard let index else { return steps }
                step = .index(index)
            }
            steps.append(step)
            place = place?[steps: [step]]
        }
        return steps
    }
}

extension SchemaCatalog {
    /// Adds the kinds of a definition, where it is one of some that are asked for; one that is none adds nothing.
    fileprivate mutating func learn(_ definition: Value, ifOf kinds: Set<GroupVersionKind>) {
        guard definition["kind"]?.string == "CustomResourceDefinition", let spec = definition["spec"],
            let group = spec["group"]?.string, let kind = spec[path: "names", "kind"]?.string,
            kinds.contains(where: { $0.group == group && $0.kind == kind })
        else { return }
        try? add(customResourceDefinition: definition)
    }
}
