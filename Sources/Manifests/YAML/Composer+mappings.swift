extension Composer {
    /// Members of a mapping of more are sorted when it closes: putting each in its place takes quadratic time.
    private static var mostOrdered: Int { 24 }

    mutating func composeMapping(depth: Int) -> Value {
        let base = members.count
        var isAscending = true
        while reader.kind != .mappingEnd {
            if reader.isMergeKey {
                composeMerge(depth: depth)
                isAscending = false
            } else {
                let start = reader.start
                let key = composeKey(depth: depth)
                if stop != nil { return .null }
                let value = compose(depth: depth + 1)
                if let key {
                    members.push(Object.Member(key: key, value: value))
                    keyPlaces.push(start)
                    if isAscending { isAscending = orderLast(from: base) }
                }
            }
            if stop != nil { return .null }
        }
        reader.advance()
        let own = members.take(from: base) { $0 }
        let places = keyPlaces.take(from: base) { $0 }
        // Strictly ascending keys cannot repeat.
        if isAscending { return .object(Object(ascending: own)) }
        let object = Object(own)
        if object.count != own.count { reportDuplicates(in: own, at: places) }
        return .object(object)
    }

    /// Puts the last member in its place among those from `base` on, which ascend.
    ///
    /// - Returns: false where that is left for later: for many members, and for a key that repeats.
    private func orderLast(from base: Int) -> Bool {
        let last = members.count - 1
        guard last > base else { return true }
        let key = members.part({ $0.key }, at: last)
        var position = last
        while position > base {
            let before = members.part({ $0.key }, at: position - 1)
            if before.precedesByBytes(key) { break }
            if last - base >= Self.mostOrdered || before.hasSameBytes(as: key) { return false }
            position -= 1
        }
        if position < last {
            members.moveLast(to: position)
            keyPlaces.moveLast(to: position)
        }
        return true
    }

    /// - Returns: nil after a fault; the reader is past the key then too.
    private mutating func composeKey(depth: Int) -> String? {
        let start = reader.start
        guard reader.kind == .scalar else {
            let key = compose(depth: depth + 1)
            if stop != nil { return nil }
            if case .string(let string) = key { return string }
            if case .integer(let integer) = key { return String(integer) }
            if case .bool(let bool) = key { return bool ? "true" : "false" }
            report("expected a key, found \(key.kindInWords)", at: start)
            return nil
        }
        let anchor = reader.anchor
        let before = size
        let key = scalarKey()
        if let anchor, let key {
            let value = reader.isImplicit ? ScalarResolver.resolve(reader.scalar).value(text: key) : nil
            close(anchor, value ?? .string(key), since: before, height: 0)
        }
        reader.advance()
        return key
    }

    private mutating func scalarKey() -> String? {
        size.bytes += reader.scalar.count
        switch reader.resolveScalar() {
        case .success(.plain(.string)): return scalarText()
        case .success(.binary(let string)): return string
        case .success(.plain(let resolution)):
            if let key = resolution.key(text: scalarText()) { return key }
            let text = String(decoding: reader.scalar, as: UTF8.self)
            report("expected a key, found '\(text)'", at: reader.start, hint: "quote it if it is a string")
        case .failure(let fault): report(fault.message, at: reader.start, hint: fault.hint)
        }
        return nil
    }

    private mutating func scalarText() -> String {
        keys.string(reader.scalar) ?? String(decoding: reader.scalar, as: UTF8.self)
    }

    private mutating func reportDuplicates(in members: [Object.Member], at keyPlaces: [TextMark?]) {
        let written = members.indices.filter { keyPlaces[$0] != nil }
        let byKey = written.sorted {
            members[$0].key.hasSameBytes(as: members[$1].key)
                ? $0 < $1 : members[$0].key.precedesByBytes(members[$1].key)
        }
        var first = byKey.first
        for index in byKey.dropFirst() {
            guard let earlier = first, members[earlier].key.hasSameBytes(as: members[index].key),
                let earlierPlace = keyPlaces[earlier], let place = keyPlaces[index]
            else {
                first = index
                continue
            }
            report(
                "duplicate key '\(members[index].key)', first given at \(self.place(earlierPlace))", at: place,
                hint: "remove one of the two")
        }
    }

    /// `<<: *base` or `<<: [*a, *b]`. As in go-yaml v2, entries take effect in the order of the text: a merge
    /// after a key overrides it. Within the list the first wins.
    private mutating func composeMerge(depth: Int) {
        reader.advance()
        let start = reader.start
        let faultsBefore = faults.count
        let merged = compose(depth: depth + 1)
        if stop != nil || isOverBudget { return }
        let sources: [Value] = if case .array(let list) = merged { list.reversed() } else { [merged] }
        for source in sources {
            guard case .object(let object) = source else {
                if faults.count == faultsBefore {
                    report(
                        "expected a mapping or a list of mappings after '<<', found \(source.kindInWords)", at: start)
                }
                return
            }
            for member in object.members {
                members.push(member)
                keyPlaces.push(nil)
            }
        }
    }
}
