import Manifests
import StructuredMerge

extension SchemaCheck {
    /// Where a value comes from; every expression within is followed too.
    mutating func place(_ typed: Typed) -> SchemaPlace {
        guard spend() else { return .unknown }
        switch typed.kind {
        case .constant(.string(let text)):
            return isKind(typed.type) ? .kinds([text]) : .texts([SchemaPlace.Literal(text: text, offset: typed.offset)])
        case .constant(.none): return .nothing
        case .slot(let slot): return slots[slot] ?? .unknown
        case .global(let index):
            guard checked.globals.indices.contains(index), !checked.globals[index].isData else { return .unknown }
            return place(checked.globals[index].value)
        case .list(let elements), .set(let elements): return list(elements, typed.type)
        case .dictionary(let pairs):
            for pair in pairs { _ = (place(pair.key), place(pair.value)) }
            return pairs.isEmpty ? .nothing : .unknown
        case .text(let pieces): return text(pieces, at: typed.offset)
        case .member(let base, let declaration): return member(declaration, place(base), at: typed.offset)
        case .call(let declaration, let arguments): return call(declaration, arguments, typed)
        case .function(let index, let arguments):
            let places = arguments.map { place($0) }
            return call(index, places)
        case .record(_, let fields):
            for field in fields { _ = place(field) }
            return .unknown
        case .closure(let closure): return call(closure, [])
        default: return operation(typed)
        }
    }

    private mutating func operation(_ typed: Typed) -> SchemaPlace {
        switch typed.kind {
        case .not(let value), .negated(let value): _ = place(value)
        case .coalesced(let left, let right): return place(left).joined(place(right))
        case .conditional(let condition, let then, let otherwise):
            _ = place(condition)
            return place(then).joined(place(otherwise))
        case .arithmetic(.add, let left, let right): return sum(place(left), place(right))
        case .and(let left, let right), .or(let left, let right), .equality(let left, let right, _),
            .comparison(_, let left, let right), .arithmetic(_, let left, let right), .range(let left, let right, _):
            _ = (place(left), place(right))
        default: break
        }
        return .unknown
    }

    private func isKind(_ type: SemanticType) -> Bool {
        if case .nominal(let id, _) = type { checked.catalogue[id].name == "Kind" } else { false }
    }

    private mutating func list(_ elements: [Typed], _ type: SemanticType) -> SchemaPlace {
        var joined = SchemaPlace.nothing
        for element in elements { joined = joined.joined(place(element)) }
        if case .nothing = joined { return .nothing }
        return .list(joined)
    }

    // MARK: Texts

    private mutating func text(_ pieces: [Typed.Piece], at offset: Int) -> SchemaPlace {
        var whole: SchemaPlace = .texts([SchemaPlace.Literal(text: "", offset: offset)])
        for piece in pieces {
            switch piece {
            case .text(let text): whole = sum(whole, .texts([SchemaPlace.Literal(text: text, offset: offset)]))
            case .value(let value): whole = sum(whole, place(value))
            }
        }
        return whole
    }

    /// Every text that the two can make together, or two lists as one.
    private func sum(_ left: SchemaPlace, _ right: SchemaPlace) -> SchemaPlace {
        switch (left, right) {
        case (.texts(let first), .texts(let second)) where first.count * second.count <= 64:
            .texts(
                first.flatMap { a in
                    second.map { b in
                        SchemaPlace.Literal(text: a.text + b.text, offset: a.text.isEmpty ? b.offset : a.offset)
                    }
                })
        case (.list, .list), (.list, .nothing), (.nothing, .list): left.joined(right)
        default: .unknown
        }
    }

    // MARK: Members

    private mutating func member(_ declaration: Declaration, _ base: SchemaPlace, at offset: Int) -> SchemaPlace {
        if case .jsonMember = declaration.behaviour, case .json(let types) = base {
            return step(types, SchemaPlace.Literal(text: declaration.name, offset: offset), .key(declaration.name))
        }
        switch (declaration.symbol, base) {
        case ("Review.object", .review), ("Review.oldObject", .review): return object.map { .of($0) } ?? .unknown
        case ("Review.pod", .review): return pods.isEmpty ? .unknown : .pod(pods)
        case ("PodView.spec", .pod(let specs)): return .json(specs)
        case ("PodView.volumes", .pod(let specs)):
            return items(specs.compactMap { $0.field("volumes") })
        case ("PodView.allContainers", .pod(let specs)), ("PodView.containers", .pod(let specs)),
            ("PodView.initContainers", .pod(let specs)), ("PodView.ephemeralContainers", .pod(let specs)):
            let lists = ["containers", "initContainers", "ephemeralContainers"]
            let types = specs.flatMap { spec in
                lists.compactMap { spec.field($0)?.items } + [spec.field("model")].compactMap { $0 }
            }
            return types.isEmpty ? .unknown : .list(.container(types))
        case ("Container.object", .container(let types)): return .json(types)
        case ("Json.array", .json(let types)):
            expect(types, "a list", at: offset) { $0.listType != nil }
            return items(types)
        case ("Json.values", .json(let types)):
            expect(types, "an object", at: offset, \.isMap)
            return .of(
                types.flatMap { type in [type.additional].compactMap { $0 } + type.fieldNames.compactMap(type.field) })
        case ("Array.first", .list(let element)), ("Array.last", .list(let element)): return element
        case (let symbol, .json(let types)):
            if let scalar = Self.scalars[symbol] { expect(types, scalar.words, at: offset, scalar.allows) }
            return .unknown
        default: return .unknown
        }
    }

    private struct Expected {
        var words: String
        var allows: @Sendable (TypeSchema) -> Bool
    }

    /// What properties of `Json` fault on.
    private static let scalars: [String: Expected] = [
        "Json.string": Expected(words: "a string") { $0.scalar == .string || $0.scalar == .untyped },
        "Json.integer": Expected(words: "an integer") { $0.scalar == .numeric || $0.scalar == .untyped },
        "Json.double": Expected(words: "a number") { $0.scalar == .numeric || $0.scalar == .untyped },
        "Json.bool": Expected(words: "a boolean") { $0.scalar == .boolean || $0.scalar == .untyped },
        "Json.strings": Expected(words: "a list") { $0.listType != nil },
        "Json.keys": Expected(words: "an object") { $0.isMap },
        "Json.dictionary": Expected(words: "an object") { $0.isMap },
        "Json.quantity": Expected(words: "a quantity") { $0.scalar != nil && $0.scalar != .boolean },
        "Json.intOrString": Expected(words: "an integer or a string") { $0.scalar != nil && $0.scalar != .boolean },
    ]

    private mutating func expect(
        _ types: [TypeSchema], _ words: String, at offset: Int, _ allows: (TypeSchema) -> Bool
    ) {
        guard let first = types.first, !types.contains(where: allows) else { return }
        report("expected \(words), found \(first.words) by its schema", at: offset)
    }

    private func items(_ types: [TypeSchema]) -> SchemaPlace {
        let items = types.compactMap(\.items)
        return items.isEmpty ? .unknown : .list(.json(items))
    }

    // MARK: Calls

    private mutating func call(_ declaration: Declaration, _ arguments: [Typed?], _ typed: Typed) -> SchemaPlace {
        if case .sequence(let operation)? = StandardLibrary.table[declaration.symbol] {
            return sequence(operation, arguments)
        }
        let places = arguments.map { argument in argument.map { place($0) } ?? .nothing }
        switch (declaration.symbol, places.first ?? .unknown) {
        case ("Json.at(_:)", .json(let types)): return at(types, places.last ?? .unknown)
        case ("Json.list(_:)", .json(let types)):
            guard case .json(let found) = at(types, places.last ?? .unknown) else { return .unknown }
            expect(found, "a list", at: typed.offset) { $0.listType != nil }
            return items(found)
        case ("Json.subscript(_:)", .json(let types)), ("Container.subscript(_:)", .container(let types)),
            ("Json.has(_:)", .json(let types)):
            let result = member(of: types, places.last ?? .unknown)
            return declaration.name == "has" ? .unknown : result
        case ("Array.subscript(_:)", .list(let element)): return element
        case ("Array.sorted()", let list), ("Array.distinct()", let list), ("Set.init(_:)", let list): return list
        case ("Review.resource(as:)", .review):
            guard case .metatype(.nominal(let id, _))? = arguments.last??.kind else { return .unknown }
            return .of(schemas.types(named: checked.catalogue[id].name))
        case ("deny(_:at:)", _), ("warn(_:at:)", _), ("require(_:_:at:)", _):
            if let object { _ = at(object, places.last ?? .unknown) }
            return .unknown
        default: return value(of: declaration, places)
        }
    }

    /// Constants and the inventory.
    private func value(of declaration: Declaration, _ places: [SchemaPlace]) -> SchemaPlace {
        if declaration.isStatic, isKind(declaration.result), places.isEmpty { return .kinds([declaration.name]) }
        guard declaration.symbol.hasPrefix("Cluster.object"), places.count > 1, case .kinds(let kinds) = places[1]
        else {
            return .unknown
        }
        let types = kinds.map { schemas.types(named: $0) }
        guard types.allSatisfy({ !$0.isEmpty }) else { return .unknown }
        let place = SchemaPlace.of(types.flatMap { $0 })
        return declaration.name == "objects" ? .list(place) : place
    }

    private mutating func sequence(_ operation: SequenceNode.Operation, _ arguments: [Typed?]) -> SchemaPlace {
        guard let base = arguments.first ?? nil, let last = arguments.last ?? nil,
            case .closure(let closure) = last.kind
        else { return .unknown }
        let list = place(base)
        let result = call(closure, closure.parameters.count == 1 ? [list.element] : [])
        switch operation {
        case .filter: return list
        case .distinct: return list
        case .map, .compactMap: if case .nothing = result { return .unknown } else { return .list(result) }
        case .flatMap: return result
        case .first: return list.element
        default: return .unknown
        }
    }

    // MARK: Steps

    private mutating func member(of types: [TypeSchema], _ key: SchemaPlace) -> SchemaPlace {
        guard case .texts(let texts) = key else {
            // By index, or by a name that only the run knows.
            return .of(types.compactMap(\.items) + types.compactMap(\.additional))
        }
        var result = SchemaPlace.nothing
        for text in texts { result = result.joined(step(types, text, .key(text.text))) }
        return result
    }

    private mutating func at(_ types: [TypeSchema], _ path: SchemaPlace) -> SchemaPlace {
        guard case .texts(let texts) = path else { return .unknown }
        var result = SchemaPlace.nothing
        for text in texts {
            var current = SchemaPlace.json(types)
            let steps: [PathStep]
            do throws(Fault) { steps = try JSONText.steps(text.text) } catch {
                report(error.message, at: text.offset)
                continue
            }
            for (index, one) in steps.enumerated() {
                guard case .json(let reached) = current else { break }
                var place = text
                place.offset += offset(of: index, steps, in: text)
                current = step(reached, place, one)
            }
            result = result.joined(current)
        }
        return result
    }

    /// Where in a literal a step of its path stands; 0 where the literal is put together or has escapes.
    private func offset(of index: Int, _ steps: [PathStep], in literal: SchemaPlace.Literal) -> Int {
        let start = literal.offset + 1
        let text = Array(literal.text.utf8)
        guard start + text.count <= file.bytes.count, Array(file.bytes[start..<start + text.count]) == text else {
            return 0
        }
        var position = 0
        for (number, step) in steps.enumerated() {
            guard case .key(let key) = step else { continue }
            guard let found = Bytes.find(Array(key.utf8), in: text, from: position) else { return 0 }
            if number == index { return found + 1 }
            position = found + key.utf8.count
        }
        return 0
    }

    private mutating func step(_ types: [TypeSchema], _ literal: SchemaPlace.Literal, _ step: PathStep) -> SchemaPlace {
        let found = types.compactMap { type -> TypeSchema? in
            switch step {
            case .key(let key): type.field(key) ?? type.additional
            case .index: type.items
            }
        }
        guard found.isEmpty, let first = types.first else { return .of(found) }
        switch step {
        case .index: report("expected a list before '[', found \(first.words) by its schema", at: literal.offset)
        case .key(let key):
            let names = Set(types.flatMap(\.fieldNames)).sorted()
            if names.isEmpty {
                report("expected an object with '\(key)', found \(first.words) by its schema", at: literal.offset)
            } else {
                report(
                    "unknown field '\(key)'", at: literal.offset,
                    hint: NearestName.suggest(key, among: names).map { "did you mean '\($0)'?" }
                        ?? (names.count <= 12 ? "its schema has \(names.joined(separator: ", "))" : nil))
            }
        }
        return .unknown
    }
}
