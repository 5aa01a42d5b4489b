import CEL
import Manifests
import Synchronization

/// The schema of one version of a custom resource, as its definition declares it: what is pruned, filled in and refused
/// (structural schemas, KEP apiextensions "pruning" and "defaulting").
///
/// A class, so that every request can hold it; equal only to itself.
final class StructuralSchema: Sendable {
    let root: Object
    /// Nil until the first object is judged.
    private let compiledRules = Mutex<RuleTree??>(nil)

    /// Whether whole objects are embedded anywhere in it (`x-kubernetes-embedded-resource`).
    let holdsResources: Bool

    init(_ root: Object) {
        self.root = root
        holdsResources = Self.holdsResource(root)
    }

    private static func holdsResource(_ schema: Object) -> Bool {
        isResource(schema) || schemasBelow(schema).contains(where: holdsResource)
    }

    private static func schemasBelow(_ schema: Object) -> [Object] {
        let properties = (schema["properties"]?.object ?? [:]).map(\.value)
        return (properties + [schema["items"], schema["additionalProperties"]].compactMap { $0 }).compactMap(\.object)
    }

    /// The rules in CEL, made ready when they are first asked for; nil where there are none.
    var rules: RuleTree? {
        compiledRules.withLock { rules in
            if let rules { return rules }
            let made = RuleTree.make(of: root)
            rules = .some(made)
            return made
        }
    }

    /// What every custom resource has beside its schema.
    static let resourceFields: Set<String> = ["apiVersion", "kind", "metadata"]

    static func keepsUnknown(_ schema: Object) -> Bool {
        schema["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
    }

    static func isResource(_ schema: Object) -> Bool { schema["x-kubernetes-embedded-resource"]?.bool ?? false }
}

extension StructuralSchema: Hashable {
    static func == (left: StructuralSchema, right: StructuralSchema) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
