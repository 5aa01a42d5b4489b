package import Manifests

extension TypeSchema {
    /// The value without the parts in `fields` (`typed.RemoveItems`). A container that loses everything becomes null.
    package func removing(_ fields: FieldSet, from value: Value) -> Value {
        if fields.isEmpty { return value }
        return TypedRemoval(table: table, extracts: false).apply(fields, to: value, index) ?? .null
    }

    /// Only the parts in `fields` (`typed.ExtractItems`); null where there are none.
    package func extracting(_ fields: FieldSet, from value: Value) -> Value {
        TypedRemoval(table: table, extracts: true).apply(fields, to: value, index) ?? .null
    }
}

private struct TypedRemoval {
    let table: SchemaTable
    /// Keeps what is in the set instead of what is not.
    let extracts: Bool

    func apply(_ fields: FieldSet, to value: Value, _ type: Int) -> Value? {
        let definition = table.types[type]
        switch definition.shape(of: value) {
        case .map?: return definition.map.flatMap { map(value, fields, $0) }
        case .list?: return definition.list.flatMap { list(value, fields, $0) }
        case .scalar?, nil: return value
        }
    }

    private func map(_ value: Value, _ fields: FieldSet, _ schema: MapSchema) -> Value? {
        guard case .object(let object) = value, !object.isEmpty else { return nil }
        if schema.isAtomic { return extracts ? value : nil }
        var members: [Object.Member] = []
        members.reserveCapacity(object.count)
        for member in object {
            let node = fields.node(at: .field(member.key))
            let type = table.memberType(member.key, of: schema).type
            switch (node?.isMember ?? false, extracts) {
            case (true, false): continue
            case (true, true):
                // All of a leaf; of a container with owned parts, those.
                let below = node?.children ?? FieldSet()
                members.append(
                    Object.Member(
                        key: member.key,
                        value: below.isEmpty ? member.value : apply(below, to: member.value, type) ?? .null))
            case (false, _):
                guard let below = node?.children, !below.isEmpty else {
                    if !extracts { members.append(member) }
                    continue
                }
                members.append(Object.Member(key: member.key, value: apply(below, to: member.value, type) ?? .null))
            }
        }
        return members.isEmpty ? nil : .object(Object(members))
    }

    private func list(_ value: Value, _ fields: FieldSet, _ schema: ListSchema) -> Value? {
        guard case .array(let items) = value, !items.isEmpty else { return nil }
        if schema.isAtomic { return extracts ? value : nil }
        var result: [Value] = []
        result.reserveCapacity(items.count)
        for item in items {
            let node = (try? table.element(of: item, in: schema)).flatMap { fields.node(at: $0) }
            let below = node?.children ?? FieldSet()
            let isMember = node?.isMember ?? false
            if isMember != extracts, isMember || below.isEmpty {
                continue
            }
            result.append(below.isEmpty ? item : apply(below, to: item, schema.item) ?? .null)
        }
        return result.isEmpty ? nil : .array(result)
    }
}
