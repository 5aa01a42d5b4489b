import Manifests
import StructuredMerge

/// Whether objects are as their kinds' schemas say, found before anything is sent: a server that refuses one of them
/// would do so in the middle of a sync.
struct ManifestSchemas {
    /// So many faults of one object are told.
    private static let faultsTold = 20

    private let catalog: SchemaCatalog
    /// What keeps definitions in Git from being read: objects of theirs cannot be judged, and do not pass unjudged.
    private let unread: [Diagnostic]

    /// The schemas of what an environment declares: of its own definitions, else the cluster's, else of definitions
    /// that stand elsewhere in the repository.
    static func of(
        _ environment: Environment, in checkout: Checkout, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> ManifestSchemas {
        let kinds = Set(environment.resources.map(\.kind))
        var definitions = Definitions(try await cluster.schemas(for: kinds))
        // A definition in Git is what the cluster will have by the time that its objects are applied.
        for resource in environment.resources { definitions.learn(resource.document, ifOf: kinds) }
        let unknown = kinds.filter { !definitions.catalog.contains($0) }
        if !unknown.isEmpty, try await !cluster.scopes(refresh: false).describesEverything {
            definitions.learn(from: SchemaReview.files(defining: unknown, in: checkout), kinds: unknown)
        }
        // A file of the environment may be one of those that were looked through.
        var told: Set<Diagnostic> = []
        return ManifestSchemas(
            catalog: definitions.catalog.prepared(for: kinds),
            unread: definitions.faults.filter { told.insert($0).inserted })
    }

    /// The objects without the explicit nulls that would keep the items of their lists from being told apart.
    func normalise(_ candidates: [Candidate]) async -> [Candidate] {
        await Parallel.compute(candidates) { candidate in
            candidate.resource.document.mayHoldNull
                ? candidate.with(object: catalog[candidate.resource.kind].droppingNullKeys(candidate.object))
                : candidate
        }
    }

    /// What is wrong with the objects, in their order, after what is wrong with their definitions.
    func review(_ candidates: [Candidate]) async -> [GateFinding] {
        let faults = await Parallel.compute(candidates) { candidate in
            let resource = candidate.resource
            let schema = catalog[resource.kind]
            let object =
                resource.document.mayHoldNull ? schema.droppingNullKeys(resource.object) : resource.object
            return schema.validate(object, isThorough: true)?.faults ?? []
        }
        return unread.map { GateFinding(.manifest, $0) }
            + zip(candidates, faults).flatMap { candidate, faults in
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
        // Without quotes a number that is too large is a text as well.
        case (.string(let text), "a number") where Double(text)?.isFinite == true: "leave out the quotes"
        case (.double, "a whole number or a string"): "put it in quotes if it is a quantity"
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
                    key.allSatisfy { item[$0.key] ?? .null == .null || item[$0.key] == $0.value }
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

/// The schemas of a cluster, and of definitions in Git.
private struct Definitions {
    private static let faultsTold = 20

    private(set) var catalog: SchemaCatalog
    private(set) var faults: [Diagnostic] = []

    init(_ catalog: SchemaCatalog) { self.catalog = catalog }

    /// Adds the kinds of a definition, where it is, or may be, one of some that are asked for.
    mutating func learn(_ document: Document, ifOf kinds: Set<GroupVersionKind>) {
        faults += read(document, ifOf: kinds).faults
    }

    /// Looks for kinds in files that may define them. What is wrong with a definition, or keeps a file that looks like
    /// one from being read, is told where a kind is still unknown then: of others another file has told enough.
    mutating func learn(from files: [Checkout.File], kinds: Set<GroupVersionKind>) {
        var unread: [(kinds: Set<GroupVersionKind>, faults: [Diagnostic])] = []
        for file in files {
            let (documents, diagnostics) = YAML.parse(file.bytes, file: file.path)
            let errors = diagnostics.filter { $0.severity == .error }
            if !errors.isEmpty, SchemaReview.looksLikeDefinition(file.bytes) { unread.append((kinds, errors)) }
            var ignored: [Diagnostic] = []
            for resource in documents.flatMap({ Resource.read($0, into: &ignored) }) {
                unread.append(read(resource.document, ifOf: kinds))
            }
        }
        let unknown = kinds.filter { !catalog.contains($0) }
        faults += unread.filter { !$0.kinds.isDisjoint(with: unknown) }.flatMap(\.faults)
    }

    /// - Returns: what keeps a definition from being read, and of which kinds it is or may be.
    private mutating func read(
        _ document: Document, ifOf kinds: Set<GroupVersionKind>
    ) -> (kinds: Set<GroupVersionKind>, faults: [Diagnostic]) {
        let definition = document.value
        guard definition["kind"]?.string == "CustomResourceDefinition" else { return ([], []) }
        let group = definition[path: "spec", "group"]?.string ?? Self.group(named: definition)
        let kind = definition[path: "spec", "names", "kind"]?.string
        let kinds = kinds.filter { $0.group == group ?? $0.group && $0.kind == kind ?? $0.kind }
        guard !kinds.isEmpty else { return ([], []) }
        let found = DefinitionReview.faults(in: definition)
        guard found.isEmpty else {
            let hint =
                "objects of this kind are judged by its definition: write the schema as the cluster will take it"
            return (
                kinds,
                found.prefix(Self.faultsTold).map { fault in
                    .error(
                        fault.message,
                        at: document.location(of: fault.path) ?? document.nearestLocation(of: fault.path), hint: hint)
                }
            )
        }
        do throws(SchemaError) { try catalog.add(customResourceDefinition: definition) } catch {
            return (kinds, [.error(error.message, at: document.location)])
        }
        return (kinds, [])
    }

    /// A definition's name is its kind's plural and its group: `foos.example.com`.
    private static func group(named definition: Value) -> String? {
        guard let name = definition[path: "metadata", "name"]?.string, let dot = name.firstIndex(of: ".") else {
            return nil
        }
        return String(name[name.index(after: dot)...])
    }
}
