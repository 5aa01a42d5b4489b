import Manifests

extension TypeSchema {
    /// Whether laying `configuration` over `live` gives `live` again, told by looking, without building anything.
    ///
    /// - Returns: false also where a look does not tell: members that no field declares, explicit nulls, items that
    ///   stand in a list twice.
    func covers(_ configuration: Value, by live: Value) -> Bool {
        Coverage(table: table).covers(configuration, by: live, index)
    }
}

private struct Coverage {
    let table: SchemaTable

    func covers(_ configuration: Value, by live: Value, _ type: Int) -> Bool {
        let definition = table.types[type]
        switch (definition.shape(of: configuration), configuration, live) {
        case (.map?, .object(let wanted), .object(let present)):
            guard let map = definition.map else { return false }
            return map.isAtomic ? ValueOrder.equal(configuration, live) : covers(wanted, by: present, map)
        case (.list?, .array(let wanted), .array(let present)):
            guard let list = definition.list else { return false }
            return list.isAtomic ? ValueOrder.equal(configuration, live) : covers(wanted, by: present, list)
        case (.scalar?, _, _): return ValueOrder.equal(configuration, live)
        default: return false
        }
    }

    private func covers(_ wanted: Object, by present: Object, _ map: MapSchema) -> Bool {
        // An empty object is owned as a leaf; what becomes of parts that nobody owns is for apply to tell.
        if wanted.isEmpty, !present.isEmpty { return false }
        for member in wanted {
            guard let type = map.type(of: member.key) ?? map.additional, let value = present[member.key],
                covers(member.value, by: value, type)
            else { return false }
        }
        return true
    }

    /// The wanted items stand in the list in their own order, whatever stands between them.
    private func covers(_ wanted: [Value], by present: [Value], _ list: ListSchema) -> Bool {
        let wantedItems = KeyedItems(wanted, list, table)
        let presentItems = KeyedItems(present, list, table)
        guard wantedItems.items.count == wanted.count, presentItems.items.count == present.count else { return false }
        if wantedItems.isAligned(with: presentItems) {
            return zip(wanted, present).allSatisfy { covers($0, by: $1, list.item) }
        }
        guard Set(presentItems.elements).count == present.count else { return false }
        var place = 0
        for (index, element) in wantedItems.elements.enumerated() {
            guard let next = presentItems.elements[place...].firstIndex(of: element),
                covers(wanted[index], by: present[next], list.item)
            else { return false }
            place = next + 1
        }
        return true
    }
}
