package import Manifests

extension TypeSchema {
    /// A merged object as far as it can be told what the server makes of it, with the live one at hand: what becomes
    /// the live value, by the rules of ``coverage(of:by:)``, is the live value. What is left differs.
    ///
    /// Empty maps and lists, and nulls, count as nothing where the live object has nothing: the server keeps neither.
    package func settling(_ merged: Value, on live: Value) -> Value {
        Settling(table: table).settled(merged, on: live, index)
    }
}

private struct Settling {
    let table: SchemaTable

    func settled(_ merged: Value, on live: Value, _ type: Int) -> Value {
        if table.defaults(merged, give: live, type) { return live }
        let definition = table.types[type]
        switch (merged, live) {
        case (.object(let wanted), .object(let present)):
            return definition.map.map { .object(settled(wanted, on: present, $0)) } ?? merged
        case (.array(let wanted), .array(let present)):
            guard let list = definition.list else { return merged }
            return .array(
                list.isAtomic ? settledByPlace(wanted, on: present, list) : settledByKey(wanted, on: present, list))
        default: return merged
        }
    }

    private func settled(_ merged: Object, on present: Object, _ map: MapSchema) -> Object {
        var members: [Object.Member] = []
        for member in merged {
            let type = table.memberType(member.key, of: map).type
            guard let live = present[member.key], !live.isNull else {
                if !isNothing(member.value, type) { members.append(member) }
                continue
            }
            let isDefault = member.value.isNull && table.givesDefault(live, to: member.key, of: map)
            let value = isDefault ? live : settled(member.value, on: live, type)
            members.append(Object.Member(key: member.key, value: value))
        }
        // What is not wanted stays where the server would fill it in again.
        var result = Object(members)
        for member in present where result[member.key] == nil {
            let comesBack = merged[member.key] == nil && table.givesDefault(member.value, to: member.key, of: map)
            if member.value.isNull || comesBack { result[member.key] = member.value }
        }
        return result
    }

    /// An empty object with fields of its own is something: `emptyDir: {}`.
    private func isNothing(_ value: Value, _ type: Int) -> Bool {
        switch value {
        case .null: true
        case .array(let items): items.isEmpty
        case .object(let object): object.isEmpty && table.types[type].map?.fields.isEmpty == true
        default: false
        }
    }

    private func settledByKey(_ merged: [Value], on present: [Value], _ list: ListSchema) -> [Value] {
        let live = IndexedItems(KeyedItems(present, list, table))
        return merged.map { item in
            guard let element = try? table.element(of: item, in: list), let other = live.single(element) else {
                return item
            }
            return settled(item, on: other, list.item)
        }
    }

    /// Without keys, each item is laid over the live one that it becomes, and the rest over what is left, in order.
    private func settledByPlace(_ merged: [Value], on present: [Value], _ list: ListSchema) -> [Value] {
        var result = merged
        var free = Array(present.indices)
        var open: [Int] = []
        for (index, item) in merged.enumerated() {
            if let place = free.firstIndex(where: { table.defaults(item, give: present[$0], list.item) }) {
                result[index] = present[free.remove(at: place)]
            } else {
                open.append(index)
            }
        }
        for (index, place) in zip(open, free) {
            result[index] = settled(merged[index], on: present[place], list.item)
        }
        return result
    }
}
