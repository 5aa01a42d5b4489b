import Manifests

extension Checker {
    /// Whether an expression takes its type from where it stands.
    func isLiteral(_ id: ExpressionID) -> Bool {
        switch tree[id].kind {
        case .integer, .double, .boolean, .absent, .array, .dictionary, .implicitMember, .closure, .keyPath: true
        case .string(let pieces): pieces.allSatisfy { if case .text = $0 { true } else { false } }
        case .prefix("-", let inner), .parenthesised(let inner): isLiteral(inner)
        case .infix(let symbol, let left, let right):
            (symbol == "..<" || symbol == "..." || symbol == "+" || symbol == "-" || symbol == "*")
                && isLiteral(left) && isLiteral(right)
        default: false
        }
    }

    /// The expected type if a literal of that protocol makes it.
    func literalType(_ name: String, _ expecting: SemanticType?) -> SemanticType? {
        guard let expecting, case .nominal = expecting else { return nil }
        let type = plain(expecting)
        return catalogue.conforms(type, to: name) ? type : nil
    }

    func literal(_ value: Int, at offset: Int, expecting: SemanticType?) -> Typed {
        let type = literalType("ExpressibleByIntegerLiteral", expecting) ?? int
        if type == .nominal(known.double, []) { return Typed(.constant(.double(Double(value))), type, at: offset) }
        if type == .nominal(known.json, []) { return Typed(.constant(.json(.integer(Int64(value)))), type, at: offset) }
        return Typed(.constant(.integer(value)), type, at: offset)
    }

    mutating func string(_ pieces: [Expression.Piece], at offset: Int, expecting: SemanticType?) -> Typed {
        var text = ""
        var typed: [Typed.Piece] = []
        var isPlain = true
        for piece in pieces {
            switch piece {
            case .text(let part):
                text += part
                typed.append(.text(part))
            case .value(let id):
                isPlain = false
                let value = check(id, expecting: nil)
                if value.type == void { report("expected a value in '\\(…)'", at: value.offset) }
                typed.append(.value(value))
            }
        }
        guard isPlain else { return Typed(.text(typed), string, at: offset) }
        guard let type = literalType("ExpressibleByStringLiteral", expecting), type != string else {
            return Typed(.constant(.string(text)), string, at: offset)
        }
        guard case .nominal(let id, _) = type else { return Typed(.constant(.string(text)), string, at: offset) }
        switch LiteralText.datum(text, of: catalogue[id].name) {
        case .success(let datum): return Typed(.constant(datum), type, at: offset)
        case .failure(let refusal): return fail(refusal.message, at: offset)
        }
    }

    mutating func array(_ elements: [ExpressionID], at offset: Int, expecting: SemanticType?) -> Typed {
        let wanted = expecting.map { plain($0) }
        var element: SemanticType?
        var isSet = false
        if case .nominal(let id, let parts)? = wanted {
            if id == known.array || id == known.set {
                element = parts.first
                isSet = id == known.set
            } else if let literal = catalogue[id].literalElement {
                let values = elements.map { check($0, expecting: literal) }
                return Typed(.list(values), .nominal(id, []), at: offset)
            }
            if id == known.dictionary, elements.isEmpty {
                return fail("expected '[:]' for an empty dictionary, found '[]'", at: offset)
            }
        }
        if element?.isOpen == true { element = nil }
        var values: [Typed] = []
        for id in elements {
            let value = check(id, expecting: element)
            if element == nil { element = value.type }
            values.append(value)
        }
        guard let element else {
            return wanted == .unknown
                ? Typed(.faulty, .unknown, at: offset)
                : fail("an empty list has no type here", at: offset, hint: "say which type of list is meant")
        }
        let type: SemanticType = .nominal(isSet ? known.set : known.array, [element])
        return Typed(isSet ? .set(values) : .list(values), type, at: offset)
    }

    mutating func dictionary(
        _ pairs: [(key: ExpressionID, value: ExpressionID)], at offset: Int, expecting: SemanticType?
    ) -> Typed {
        var key: SemanticType?
        var value: SemanticType?
        var result: SemanticType?
        if let expecting, case .nominal(let id, let parts) = plain(expecting) {
            if id == known.dictionary, parts.count == 2 { (key, value) = (parts[0], parts[1]) }
            if id == known.json { (key, value, result) = (string, .nominal(known.json, []), .nominal(known.json, [])) }
        }
        var typed: [(key: Typed, value: Typed)] = []
        for pair in pairs {
            let first = check(pair.key, expecting: key)
            let second = check(pair.value, expecting: value)
            if key == nil { key = first.type }
            if value == nil { value = second.type }
            typed.append((first, second))
        }
        guard let key, let value else {
            return fail("an empty dictionary has no type here", at: offset, hint: "say which dictionary is meant")
        }
        if !catalogue.conforms(key, to: "Hashable") {
            return fail("a value of '\(catalogue.text(key))' cannot be a key", at: offset)
        }
        let names = pairs.compactMap { pair -> String? in
            if case .string(let pieces) = tree[pair.key].kind, case .text(let text)? = pieces.first {
                text
            } else {
                nil
            }
        }
        if Set(names).count < names.count { report("expected each key once", at: offset) }
        return Typed(.dictionary(typed), result ?? .nominal(known.dictionary, [key, value]), at: offset)
    }
}
