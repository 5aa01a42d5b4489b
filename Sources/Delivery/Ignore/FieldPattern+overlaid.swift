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
        let pairs = Counterparts(of: declared, in: present, step, rest)
        var result: [(value: Value, place: Int?)] = []
        for (index, item) in declared.enumerated() {
            // An item that the cluster does not have yet is made as it is declared.
            let place = pairs.places[index]
            let isIgnored = matches(step, item, at: index) && place != nil
            let value = isIgnored ? overlaid(item, place.map { present[$0] }, rest, keeps: keeps) : item
            result.append((value ?? item, place))
        }
        // Of an item that Git no longer declares, a part alone means nothing: nothing tells whose it is.
        guard keeps, rest.isEmpty else { return result.map(\.value) }
        for place in pairs.free.sorted() where matches(step, present[place], at: place) {
            if case .index = step, place < declared.count { continue }
            let previous = result.lastIndex { $0.place.map { $0 < place } ?? false }
            result.insert((present[place], place), at: previous.map { $0 + 1 } ?? 0)
        }
        return result.map(\.value)
    }

    /// A value without what the steps name; nil where nothing is left.
    static func without(_ steps: ArraySlice<Step>, _ value: Value) -> Value? {
        guard let step = steps.first else { return nil }
        let rest = steps.dropFirst()
        switch value {
        case .object(var object):
            guard let name = step.name, let member = object[name] else { return value }
            object[name] = without(rest, member)
            return .object(object)
        case .array(let items):
            return .array(
                items.enumerated().compactMap { index, item in
                    matches(step, item, at: index) ? without(rest, item) : item
                })
        default: return value
        }
    }
}

/// Which items of the cluster's list are meant by those of Git's, where no keys tell.
private struct Counterparts {
    /// Of each declared item; nil for one that the cluster does not have.
    private(set) var places: [Int?]
    /// Of items that are no declared one's.
    private(set) var free: Set<Int>
    private let declared: [Value]
    private let present: [Value]

    /// Equal items first, wherever they stand; then by what names an item; then those that are equal but for what is
    /// ignored of them. What is left is known by its position, where both lists are of one length or the position is all
    /// that is said.
    init(
        of declared: [Value], in present: [Value], _ step: FieldPattern.Step, _ rest: ArraySlice<FieldPattern.Step>
    ) {
        (self.declared, self.present) = (declared, present)
        places = Array(repeating: nil, count: declared.count)
        free = Set(present.indices)
        pair { _, item in item }
        pair { index, item in
            if case .item = step, FieldPattern.matches(step, item, at: index) { return true }
            return Self.name(of: item)
        }
        if !rest.isEmpty {
            pair { index, item in
                guard FieldPattern.matches(step, item, at: index), !Self.isNamed(item, step) else { return nil }
                return FieldPattern.without(rest, item)
            }
        }
        let isPosition = if case .index = step { true } else { rest.isEmpty }
        guard isPosition || declared.count == present.count else { return }
        for index in declared.indices
        where places[index] == nil && free.contains(index) && !Self.isNamed(declared[index], step) {
            take(index, for: index)
        }
    }

    private mutating func take(_ place: Int, for index: Int) {
        places[index] = place
        free.remove(place)
    }

    /// Pairs items of which the same is known, in the order in which they stand; those of which nothing is are left.
    private mutating func pair(by known: (Int, Value) -> Value?) {
        var others: [Value: [Int]] = [:]
        for place in free.sorted(by: >) {
            if let key = known(place, present[place]) { others[key, default: []].append(place) }
        }
        for (index, item) in declared.enumerated() where places[index] == nil {
            if let key = known(index, item), let place = others[key]?.popLast() { take(place, for: index) }
        }
    }

    /// Whether something else than its position tells an item from others.
    private static func isNamed(_ item: Value, _ step: FieldPattern.Step) -> Bool {
        if case .item = step { return true }
        return name(of: item) != nil
    }

    private static func name(of item: Value) -> Value? {
        for key in ["name", "key", "type"] {
            if let value = item[key]?.string { return [.string(key), .string(value)] }
        }
        return nil
    }
}
