import Manifests

extension TypeDefinition {
    /// The shape under which a value is handled (`deduceAtom` and `handleAtom` of structured-merge-diff): the shape of
    /// the value where the type has it, otherwise the first of map, scalar, list that the type has.
    enum Shape {
        case map, scalar, list
    }

    func shape(of value: Value) -> Shape? {
        switch value {
        case .object where map != nil: return .map
        case .array where list != nil: return .list
        case .bool where scalar != nil, .integer where scalar != nil, .double where scalar != nil,
            .string where scalar != nil:
            return .scalar
        default:
            if map != nil { return .map }
            if scalar != nil { return .scalar }
            return list == nil ? nil : .list
        }
    }
}

extension SchemaTable {
    /// The type of a map's member; members that the schema does not know are taken as schemaless, so an object that
    /// once slipped in can still be handled.
    func memberType(_ name: String, of map: MapSchema) -> (type: Int, isDeclared: Bool) {
        if let type = map.type(of: name) { return (type, true) }
        return (map.additional ?? TypeDefinition.deducedIndex, false)
    }

    /// The path element of an item of a list of type `set` or `map`, absent keys by their defaults.
    ///
    /// - Throws: the server's words where the item cannot be told from others.
    func element(of item: Value, in list: ListSchema) throws(ItemError) -> PathElement {
        switch list.type {
        case .atomic:
            throw ItemError(message: "invalid indexing of non-associative list")
        case .set:
            switch item {
            case .object: throw ItemError(message: "associative list without keys has an element that's a map type")
            case .array: throw ItemError(message: "not supported: associative list with lists as elements")
            case .null:
                throw ItemError(message: "associative list without keys has an element that's an explicit null")
            default: return .value(item)
            }
        case .map(let keys):
            switch item {
            case .object(let object): return .key(try key(of: object, keys: keys, itemType: list.item))
            case .null: throw ItemError(message: "associative list with keys may not have a null element")
            default: throw ItemError(message: "associative list with keys may not have non-map elements")
            }
        }
    }

    private func key(of object: Object, keys: [String], itemType: Int) throws(ItemError) -> Object {
        var members: [Object.Member] = []
        members.reserveCapacity(keys.count)
        for name in keys {
            guard let value = object[name] ?? types[itemType].map?.field(name)?.defaultValue else {
                throw ItemError(
                    message: "associative list with keys has an element that omits key field \(GoText.quoted(name)) "
                        + "(and doesn't have default value)")
            }
            members.append(Object.Member(key: name, value: value))
        }
        return Object(members)
    }
}

/// Why an item of a list has no path element.
struct ItemError: Error {
    var message: String
}
