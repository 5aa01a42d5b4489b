private struct ScalarType: Hashable {
    var scalar: Scalar
    var format: ScalarFormat
}

/// Builds a ``SchemaTable``; named types may be referred to before they are defined.
struct SchemaBuilder {
    private(set) var types: [TypeDefinition] = TypeDefinition.common
    private var indices: [String: Int] = [:]
    /// Scalars are most of all types; each is kept once.
    private var scalars: [ScalarType: Int] = [:]
    private var overrides: [String: (name: String, atomic: Bool)] = [:]

    /// The index of a named type, reserved at the first reference. A type that is never defined is a
    /// deduced one, so a document with a dangling reference still serves.
    mutating func index(of name: String) -> Int {
        if let index = indices[name] { return index }
        types.append(.deduced)
        indices[name] = types.count - 1
        return types.count - 1
    }

    mutating func define(_ name: String, as definition: TypeDefinition) {
        let index = index(of: name)
        types[index] = definition
    }

    mutating func add(_ definition: TypeDefinition) -> Int {
        if definition == .deduced { return TypeDefinition.deducedIndex }
        if definition == .atomicAnything { return TypeDefinition.atomicAnythingIndex }
        let isScalar = definition.list == nil && definition.map == nil || definition == .integerOrString
        guard let scalar = definition.scalar, isScalar else {
            types.append(definition)
            return types.count - 1
        }
        let type = ScalarType(scalar: scalar, format: definition.format)
        if let shared = scalars[type] { return shared }
        types.append(definition)
        scalars[type] = types.count - 1
        return types.count - 1
    }

    /// A copy of a named map type that is owned as a whole (`x-kubernetes-map-type` beside a `$ref`), or not.
    mutating func index(of name: String, atomic: Bool) -> Int {
        let variant = name + (atomic ? "!atomic" : "!granular")
        overrides[variant] = (name, atomic)
        return index(of: variant)
    }

    mutating func table() -> SchemaTable {
        for (variant, override) in overrides {
            let definition = types[index(of: override.name)]
            types[index(of: variant)] = TypeDefinition(
                scalar: definition.scalar, list: definition.list, map: definition.map?.with(isAtomic: override.atomic))
        }
        return SchemaTable(types)
    }
}
