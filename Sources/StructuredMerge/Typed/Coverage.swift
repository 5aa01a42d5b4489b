import Manifests

/// What a look at a live object tells of laying a configuration over it, without building anything.
enum Coverage: Equatable {
    /// The live object stays as it is, but for the values at these paths, which the server makes again what they are:
    /// it has the quantity `1` where `1000m` is wanted, and fills the defaults into a list that is owned as a whole.
    case complete(respelled: [FieldPath])
    /// Something changes, or a look does not tell: members that no field declares, explicit nulls, empty objects over
    /// others, items that stand in a list twice.
    case unclear
}

extension TypeSchema {
    func coverage(of configuration: Value, by live: Value) -> Coverage {
        var look = Look(table: table)
        return look.covers(configuration, by: live, index) ? .complete(respelled: look.respelled) : .unclear
    }
}

private struct Look {
    let table: SchemaTable
    var respelled: [FieldPath] = []
    private var path: [PathElement] = []

    init(table: SchemaTable) { self.table = table }

    mutating func covers(_ configuration: Value, by live: Value, _ type: Int) -> Bool {
        let definition = table.types[type]
        switch (definition.shape(of: configuration), configuration, live) {
        case (.map?, .object(let wanted), .object(let present)):
            guard let map = definition.map else { return false }
            return map.isAtomic ? isMade(live, of: configuration, type) : covers(wanted, by: present, map)
        case (.list?, .array(let wanted), .array(let present)):
            guard let list = definition.list else { return false }
            return list.isAtomic ? isMade(live, of: configuration, type) : covers(wanted, by: present, list)
        case (.scalar?, _, _):
            if ValueOrder.equal(configuration, live) { return true }
            guard definition.isQuantity, let text = live.string, Quantity.decoded(configuration)?.canonical == text
            else {
                return false
            }
            respelled.append(FieldPath(path))
            return true
        default: return false
        }
    }

    /// Whether a value that is owned as a whole is the live one, or becomes it by what the server fills in.
    private mutating func isMade(_ live: Value, of wanted: Value, _ type: Int) -> Bool {
        if ValueOrder.equal(wanted, live) { return true }
        guard table.defaults(wanted, give: live, type) else { return false }
        respelled.append(FieldPath(path))
        return true
    }

    private mutating func covers(_ wanted: Object, by present: Object, _ map: MapSchema) -> Bool {
        // An empty object is owned as a leaf; what becomes of parts that nobody owns is for apply to tell.
        if wanted.isEmpty, !present.isEmpty { return false }
        for member in wanted {
            guard let type = map.type(of: member.key) ?? map.additional, let value = present[member.key],
                covers(member.value, by: value, type, at: .field(member.key))
            else { return false }
        }
        return true
    }

    /// The wanted items stand in the list in their own order, whatever stands between them.
    private mutating func covers(_ wanted: [Value], by present: [Value], _ list: ListSchema) -> Bool {
        let wantedItems = KeyedItems(wanted, list, table)
        let presentItems = KeyedItems(present, list, table)
        guard wantedItems.items.count == wanted.count, presentItems.items.count == present.count else { return false }
        if wantedItems.isAligned(with: presentItems) {
            for (index, element) in wantedItems.elements.enumerated() {
                guard covers(wanted[index], by: present[index], list.item, at: element) else { return false }
            }
            return true
        }
        guard Set(presentItems.elements).count == present.count else { return false }
        var place = 0
        for (index, element) in wantedItems.elements.enumerated() {
            guard let next = presentItems.elements[place...].firstIndex(of: element),
                covers(wanted[index], by: present[next], list.item, at: element)
            else { return false }
            place = next + 1
        }
        return true
    }

    private mutating func covers(_ wanted: Value, by present: Value, _ type: Int, at element: PathElement) -> Bool {
        path.append(element)
        defer { path.removeLast() }
        return covers(wanted, by: present, type)
    }
}

extension SchemaTable {
    /// Whether a value becomes another one by what the server fills into fields that are absent, and by its spelling of
    /// quantities.
    func defaults(_ wanted: Value, give live: Value, _ type: Int) -> Bool {
        let definition = types[type]
        switch (wanted, live) {
        case (.object(let wanted), .object(let present)):
            guard let map = definition.map else { return false }
            return defaults(wanted, give: present, map)
        case (.array(let wanted), .array(let present)):
            guard let list = definition.list, wanted.count == present.count else { return false }
            return zip(wanted, present).allSatisfy { defaults($0, give: $1, list.item) }
        default:
            return ValueOrder.equal(wanted, live)
                || definition.isQuantity && Quantity.decoded(wanted).map { .string($0.canonical) } == live
        }
    }

    private func defaults(_ wanted: Object, give present: Object, _ map: MapSchema) -> Bool {
        var found = 0
        for member in present {
            let field = map.field(member.key)
            guard let type = field?.type ?? map.additional else { return false }
            let value = wanted[member.key]
            if value != nil { found += 1 }
            guard let start = value ?? field?.givenValue, defaults(start, give: member.value, type) else {
                return false
            }
        }
        return found == wanted.count
    }

    /// Whether a value is what the server fills into a field that is absent.
    func givesDefault(_ live: Value, to name: String, of map: MapSchema) -> Bool {
        guard let field = map.field(name), let start = field.givenValue else { return false }
        return defaults(start, give: live, field.type)
    }
}
