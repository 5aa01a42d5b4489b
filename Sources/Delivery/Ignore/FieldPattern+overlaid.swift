import Manifests

extension FieldPattern {
    /// A value that is owned as a whole, with what the steps name as it is in `live`.
    ///
    /// - Parameter keeps: whether what only `live` has of it stays.
    /// - Returns: nil where nothing is left.
    static func overlaid(
        _ desired: Value?, _ live: Value?, _ steps: ArraySlice<Step>, keeps: Bool
    ) -> Value? {
        if desired == nil, !keeps { return nil }
        guard let step = steps.first else { return live }
        let rest = steps.dropFirst()
        switch desired ?? live {
        case .object(let typical)?:
            guard let name = step.name else { return desired }
            var object = desired == nil ? Object() : typical
            object[name] = overlaid(object[name], live?[name], rest, keeps: keeps)
            return desired == nil && object.isEmpty ? nil : .object(object)
        case .array?:
            if case .key = step { return desired }
            let items = overlaid(desired?.array ?? [], live?.array ?? [], step, rest, keeps: keeps)
            return desired == nil && items.isEmpty ? nil : .array(items)
        default: return desired
        }
    }

    private static func overlaid(
        _ declared: [Value], _ present: [Value], _ step: Step, _ rest: ArraySlice<Step>, keeps: Bool
    ) -> [Value] {
        var free = Set(present.indices)
        var result: [(value: Value, place: Int?)] = []
        for (index, item) in declared.enumerated() {
            let isNamed = matches(step, item, at: index)
            // An item that the cluster does not have yet is made as it is declared.
            let place = counterpart(of: item, at: index, in: present, free, isNamed ? step : nil)
            if let place { free.remove(place) }
            let value = isNamed && place != nil ? overlaid(item, place.map { present[$0] }, rest, keeps: keeps) : item
            result.append((value ?? item, place))
        }
        // Of an item that Git no longer declares, a part alone means nothing: nothing tells whose it is.
        guard keeps, rest.isEmpty else { return result.map(\.value) }
        for place in free.sorted() where matches(step, present[place], at: place) {
            if case .index = step, place < declared.count { continue }
            let previous = result.lastIndex { $0.place.map { $0 < place } ?? false }
            result.insert((present[place], place), at: previous.map { $0 + 1 } ?? 0)
        }
        return result.map(\.value)
    }

    /// - Parameter free: the places of items that are no other's counterpart.
    private static func counterpart(
        of item: Value, at index: Int, in others: [Value], _ free: Set<Int>, _ step: Step?
    ) -> Int? {
        func first(_ isMeant: (Value) -> Bool) -> Int? {
            others.indices.first { free.contains($0) && isMeant(others[$0]) }
        }
        if let same = first({ $0 == item }) { return same }
        if let step, case .item = step { return first { matches(step, $0, at: index) } }
        for key in ["name", "key", "type"] {
            if let name = item[key]?.string { return first { $0[key]?.string == name } }
        }
        return free.contains(index) ? index : nil
    }
}
