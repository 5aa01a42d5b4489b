import Manifests
import StructuredMerge

extension FieldSelection {
    /// `desired` with what is selected as it is in `live`, and without what is others' alone.
    ///
    /// Of a map or a list that is selected, each part by itself counts: what others have put into it, and what the server
    /// fills in, is not applied. What `desired` does not have stays out, unless it would go away with that: what Git has
    /// declared before, or a tool whose work Lockstep takes over has set, stays as it is. What `live` does not have is not
    /// applied either: of fields that exclude each other, as an update from Git may bring, it would make two.
    func settingAside(_ desired: Value, live: Value, owners: LiveOwners, schema: TypeSchema) -> Value {
        applied(desired, live, schema, owners) ?? desired
    }

    /// - Returns: nil where nothing is left.
    private func applied(
        _ desired: Value?, _ live: Value?, _ schema: TypeSchema, _ owners: LiveOwners
    ) -> Value? {
        if desired == nil, !owners.kept.isSome { return nil }
        guard let typical = isAll ? live : desired ?? live else { return nil }
        switch schema.parts(of: typical) {
        case .members: return members(desired, live, schema, owners)
        case .items: return items(desired, live, schema, owners)
        case .none:
            guard case .path(let steps) = self else {
                return owners.isApplied(declared: desired != nil) ? live : nil
            }
            // What Git declares a part of is applied as a whole.
            let keeps = desired != nil || owners.isApplied(declared: false)
            let whole = FieldPattern.overlaid(desired, live, steps, keeps: keeps)
            return whole == live && owners.areOthers ? nil : whole
        }
    }

    private func members(
        _ desired: Value?, _ live: Value?, _ schema: TypeSchema, _ owners: LiveOwners
    ) -> Value? {
        let (declared, present) = (desired?.object, live?.object ?? Object())
        var members: [Object.Member] = []
        func append(_ name: String, _ value: Value?, _ selection: FieldSelection) {
            let part = selection.applied(value, present[name], schema.member(name), owners.at(.field(name)))
            if let part { members.append(Object.Member(key: name, value: part)) }
        }
        for member in declared?.members ?? [] {
            if let selection = self.member(member.key) {
                append(member.key, member.value, selection)
            } else {
                members.append(member)
            }
        }
        if owners.kept.isSome {
            for name in names(in: present) where declared?[name] == nil {
                if let selection = member(name) { append(name, nil, selection) }
            }
        }
        guard members.isEmpty else { return .object(Object(members)) }
        // An empty map is a field of its own.
        let isDeclaredEmpty = declared?.isEmpty == true && (!isAll || !owners.areOthers)
        let isKeptEmpty = owners.kept.isPlaceAlone && !owners.areOthers
        return isDeclaredEmpty || isKeptEmpty ? .object(Object()) : nil
    }

    private func items(
        _ desired: Value?, _ live: Value?, _ schema: TypeSchema, _ owners: LiveOwners
    ) -> Value? {
        let (declared, present) = (KnownItems(desired, schema), KnownItems(live, schema))
        var result: [KnownItems.Item] = []
        func part(_ item: KnownItems.Item, _ selection: FieldSelection) -> KnownItems.Item? {
            guard let element = item.element, let live = present[element]?.value else { return nil }
            return selection.item(declared[element]?.value, live, element, schema, owners.at(element)).map {
                KnownItems.Item(value: $0, element: element)
            }
        }
        if isAll {
            // In the cluster's order, which is ignored as well.
            result = present.known.compactMap { part($0.item, self) }
        } else {
            result = declared.items.enumerated().compactMap { index, item in
                // An item that the cluster does not have yet is made as it is declared.
                guard let element = item.element, present[element] != nil,
                    let selection = self.item(item.value, element, at: index)
                else { return item }
                return part(item, selection)
            }
            for (index, item) in present.known {
                guard let element = item.element, declared[element] == nil, owners.at(element).kept.isSome,
                    !isPosition || index >= declared.items.count,
                    let selection = self.item(item.value, element, at: index),
                    let kept = selection.whole(of: item, part)
                else { continue }
                result.insert(kept, at: present.place(of: index, in: result))
            }
        }
        return result.isEmpty && desired?.array?.isEmpty != true ? nil : .array(result.map(\.value))
    }

    /// What stays of an item that Git no longer declares: nothing of one of which only a part is ignored, for what is left
    /// of it may well be no valid one. A set of fields may have all of it.
    private func whole(
        of item: KnownItems.Item, _ part: (KnownItems.Item, FieldSelection) -> KnownItems.Item?
    ) -> KnownItems.Item? {
        switch self {
        case .all: part(item, self)
        case .path: nil
        case .fields: part(item, self).flatMap { $0.value == part(item, .all)?.value ? $0 : nil }
        }
    }

    /// What is applied of an item that the cluster has, and without which keys it would be another one.
    private func item(
        _ desired: Value?, _ live: Value, _ element: PathElement, _ list: TypeSchema, _ owners: LiveOwners
    ) -> Value? {
        if isAll, owners.areOthersAlone { return nil }
        let part = applied(desired, live, list.items ?? .untyped, owners)
        guard case .key(let key) = element else { return part }
        var members = part?.object ?? Object()
        if members.isEmpty {
            let isHeld =
                switch (self, desired) {
                case (_, _?): !owners.areOthersAlone
                case (.path, nil): false
                // Whoever owns but a field of it does not hold it.
                case (_, nil): owners.kept.ownsPlace && !owners.others.ownsPlace
                }
            guard isHeld else { return nil }
        }
        for member in key where members[member.key] == nil {
            if list.items?.defaultValue(of: member.key) == member.value { continue }
            members[member.key] = member.value
        }
        return .object(members)
    }
}

/// The items of a list that owners can tell from one another.
private struct KnownItems {
    struct Item {
        var value: Value
        /// Nil for what cannot be told from others.
        var element: PathElement?
    }

    let items: [Item]
    private let places: [PathElement: Int]

    init(_ list: Value?, _ schema: TypeSchema) {
        items = (list?.array ?? []).map { Item(value: $0, element: schema.element(of: $0)) }
        places = Dictionary(
            items.enumerated().compactMap { index, item in item.element.map { ($0, index) } }, uniquingKeysWith: max)
    }

    /// Those that can be told from one another with their places, each once: of several with the same keys, as a creation
    /// may leave them, the last, which is the one that counts.
    var known: [(index: Int, item: Item)] {
        items.enumerated().compactMap { index, item in
            item.element.flatMap { places[$0] } == index ? (index, item) : nil
        }
    }

    subscript(element: PathElement) -> Item? { places[element].map { items[$0] } }

    /// Where one of these items stands among others: behind those that it follows here.
    func place(of index: Int, in others: [Item]) -> Int {
        let last = others.lastIndex { item in item.element.flatMap { places[$0] }.map { $0 < index } ?? false }
        return last.map { $0 + 1 } ?? 0
    }
}
