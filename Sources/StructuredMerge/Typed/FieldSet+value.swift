package import Manifests

extension FieldSet {
    /// What an applier of `value` owns: its leaves, the items of its lists, the keys of its free maps, and fields that
    /// are null or empty objects (`typed.ToFieldSet`).
    package static func ofLeaves(in value: Value, schema: TypeSchema) -> FieldSet {
        FieldSetReader(table: schema.table).read(value, schema.index).children
    }
}

private struct FieldSetReader {
    let table: SchemaTable

    /// What lies below a value, and whether the value's own path belongs to the set.
    func read(_ value: Value, _ type: Int) -> (children: FieldSet, isMember: Bool) {
        let definition = table.types[type]
        switch definition.shape(of: value) {
        case .map?:
            guard let map = definition.map else { return (FieldSet(), false) }
            if map.isAtomic { return (FieldSet(), true) }
            guard case .object(let object) = value else { return (FieldSet(), false) }
            return (members(of: object, map), false)
        case .list?:
            guard let list = definition.list else { return (FieldSet(), false) }
            if list.isAtomic { return (FieldSet(), true) }
            guard case .array(let items) = value else { return (FieldSet(), false) }
            return (elements(of: items, list), false)
        case .scalar?: return (FieldSet(), true)
        case nil: return (FieldSet(), false)
        }
    }

    private func members(of object: Object, _ map: MapSchema) -> FieldSet {
        var nodes: [FieldSet.Node] = []
        nodes.reserveCapacity(object.count)
        for member in object {
            let (type, isDeclared) = table.memberType(member.key, of: map)
            var (children, isMember) = read(member.value, type)
            isMember = isMember || !isDeclared || member.value.isNull || member.value.object?.isEmpty == true
            if isMember || !children.isEmpty {
                nodes.append(.init(element: .field(member.key), isMember: isMember, children: children))
            }
        }
        return FieldSet(sorted: nodes)
    }

    private func elements(of items: [Value], _ list: ListSchema) -> FieldSet {
        var nodes: [FieldSet.Node] = []
        nodes.reserveCapacity(items.count)
        var duplicates: Set<PathElement> = []
        var seen: Set<PathElement> = []
        let elements = items.map { (try? table.element(of: $0, in: list)) ?? .unidentified }
        for element in elements where !seen.insert(element).inserted { duplicates.insert(element) }
        for (item, element) in zip(items, elements) where !duplicates.contains(element) {
            let children = read(item, list.item).children
            nodes.append(.init(element: element, isMember: true, children: children))
        }
        // An item that stands there twice is owned as one whole.
        for element in duplicates { nodes.append(.init(element: element, isMember: true, children: FieldSet())) }
        return FieldSet(sorted: nodes.sorted { $0.element < $1.element })
    }
}

extension PathElement {
    /// Stands for an item that has lost its keys while fields were pruned, so that its list still counts as present.
    fileprivate static let unidentified = PathElement.index(.max)
}

extension FieldSet {
    /// The set with the declared fields on the way to its members (`EnsureNamedFieldsAreMembers`): from `.a.b.c` also
    /// `.a`, where it is a declared field, yet not `.a.b`, where that is a key of a free map.
    func ensuringNamedFields(_ schema: TypeSchema?) -> FieldSet {
        guard !isEmpty else { return self }
        let definition = schema?.definition
        return FieldSet(
            sorted: nodes.map { node in
                guard !node.children.isEmpty else { return node }
                var isMember = node.isMember
                var childSchema: TypeSchema?
                switch node.element {
                case .field(let name) where definition?.map != nil:
                    if definition?.map?.type(of: name) != nil { isMember = true }
                    childSchema = schema?.child(node.element)
                case .key: childSchema = schema?.items
                default: break
                }
                return Node(
                    element: node.element, isMember: isMember,
                    children: node.children.ensuringNamedFields(childSchema))
            })
    }
}
