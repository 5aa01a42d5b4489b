package import Manifests

extension TypeSchema {
    /// The value without the parts in `fields` (`typed.RemoveItems`). A container that loses everything becomes null.
    package func removing(_ fields: FieldSet, from value: Value) -> Value {
        if fields.isEmpty { return value }
        return TypedRemoval(table: table).apply(fields, to: value, index) ?? .null
    }
}

private struct TypedRemoval {
    let table: SchemaTable

    func apply(_ fields: FieldSet, to value: Value, _ type: Int) -> Value? {
        let definition = table.types[type]
        switch definition.shape(of: value) {
        case .map?: return definition.map.flatMap { map(value, fields, $0) }
        case .list?: return definition.list.flatMap { list(value, fields, $0) }
        case .scalar?, nil: return value
        }
    }

    private func map(_ value: Value, _ fields: FieldSet, _ schema: MapSchema) -> Value? {
        guard case .object(let object) = value, !schema.isAtomic else { return nil }
        var members: [Object.Member] = []
        members.reserveCapacity(object.count)
        for member in object {
            let node = fields.node(at: .field(member.key))
            if node?.isMember == true { continue }
            let type = table.memberType(member.key, of: schema).type
            members.append(Object.Member(key: member.key, value: rest(of: member.value, without: node, type)))
        }
        return members.isEmpty ? nil : .object(Object(members))
    }

    private func list(_ value: Value, _ fields: FieldSet, _ schema: ListSchema) -> Value? {
        guard case .array(let items) = value, !schema.isAtomic else { return nil }
        var result: [Value] = []
        result.reserveCapacity(items.count)
        for item in items {
            let node = (try? table.element(of: item, in: schema)).flatMap { fields.node(at: $0) }
            if node?.isMember == true { continue }
            result.append(rest(of: item, without: node, schema.item))
        }
        return result.isEmpty ? nil : .array(result)
    }

    private func rest(of value: Value, without node: FieldSet.Node?, _ type: Int) -> Value {
        guard let below = node?.children, !below.isEmpty else { return value }
        return apply(below, to: value, type) ?? .null
    }
}
