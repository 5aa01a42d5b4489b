package import Manifests

extension TypeSchema {
    /// The value without explicit nulls in the key fields of list items.
    ///
    /// To the server such a null is a key of its own, while the default that it then stores in its place is another: each
    /// apply would add the item once more. A field that is absent is known by its default in both.
    package func droppingNullKeys(_ value: Value) -> Value {
        value.holdsNull ? NullKeys(table: table).dropped(from: value, index) : value
    }
}

private struct NullKeys {
    let table: SchemaTable

    func dropped(from value: Value, _ type: Int) -> Value {
        let definition = table.types[type]
        switch value {
        case .object(let object):
            guard let map = definition.map else { return value }
            let members = object.map { member in
                Object.Member(
                    key: member.key, value: dropped(from: member.value, table.memberType(member.key, of: map).type))
            }
            return .object(Object(members))
        case .array(let items):
            guard let list = definition.list else { return value }
            return .array(items.map { withoutNullKeys(dropped(from: $0, list.item), of: list) })
        default: return value
        }
    }

    private func withoutNullKeys(_ item: Value, of list: ListSchema) -> Value {
        guard case .map(let keys) = list.type, case .object(var object) = item else { return item }
        for key in keys where object[key]?.isNull == true { object[key] = nil }
        return .object(object)
    }
}

extension Value {
    /// Few objects hold an explicit null, and none of the others is worth a look at its types.
    fileprivate var holdsNull: Bool {
        switch self {
        case .null: true
        case .object(let object): object.contains { $0.value.holdsNull }
        case .array(let items): items.contains { $0.holdsNull }
        default: false
        }
    }
}
