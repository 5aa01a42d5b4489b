import Manifests

/// The custom kinds that a cluster defines, by the metadata of their definitions: whether what was learned of kinds is
/// still so.
struct KnownDefinitions {
    static let kind = GroupKind.customResourceDefinition.version("v1")

    /// By name; nil before all of them are known.
    private var generations: [String: Int64]?

    /// - Returns: whether kinds must be looked at anew.
    mutating func take(_ event: LiveEvent) -> Bool {
        switch event {
        case .synced(let list, _):
            let before = generations
            generations = Dictionary(list.compactMap(Self.entry)) { $1 }
            return before != nil && before != generations
        case .changed(let object):
            guard generations != nil, let (name, generation) = Self.entry(object) else { return false }
            return generations?.updateValue(generation, forKey: name) != generation
        case .deleted(let object):
            guard let (name, _) = Self.entry(object) else { return false }
            return generations?.removeValue(forKey: name) != nil
        case .lost: return false
        }
    }

    private static func entry(_ object: Value) -> (String, Int64)? {
        guard let name = object[path: "metadata", "name"]?.string else { return nil }
        return (name, object[path: "metadata", "generation"]?.integer ?? 0)
    }
}
