import Manifests

/// How JSON becomes a value of a type: for parameters, requests, data of a bundle, and typed members of objects.
indirect enum Shape: Sendable {
    final class Field: Sendable {
        let name: String
        /// The name with hyphens, for members such as `ephemeral-storage`; nil where that is the name.
        let hyphenated: String?
        let shape: Shape
        /// What stands in for an absent member; nil where it must be there.
        let fallback: Datum?

        init(name: String, shape: Shape, fallback: Datum?) {
            self.name = name
            self.shape = shape
            self.fallback = fallback
            let hyphenated = name.map { $0.isUppercase ? "-" + $0.lowercased() : String($0) }.joined()
            self.hyphenated = hyphenated == name ? nil : hyphenated
        }

        func value(in object: Object) -> Value? { object[name] ?? hyphenated.flatMap { object[$0] } }
    }

    case json
    case string
    case integer
    case double
    case bool
    /// Written as a string: `Quantity`, `Timestamp`…
    case literal(String)
    case list(Shape)
    case set(Shape)
    case map(Shape)
    case optional(Shape)
    case record(NominalID, [Field])
    /// Raw values to the names of cases.
    case cases([String: String])
    case opaque(String)

    init(_ type: SemanticType, _ catalogue: Catalogue, defaults: [NominalID: [Datum?]] = [:], depth: Int = 0) {
        let known = Catalogue.known
        guard case .nominal(let id, let parts) = type, depth < 16 else {
            self = .opaque(catalogue.text(type))
            return
        }
        func inner(_ index: Int) -> Shape {
            parts.indices.contains(index)
                ? Shape(parts[index], catalogue, defaults: defaults, depth: depth + 1) : .json
        }
        let nominal = catalogue[id]
        switch id {
        case known.json: self = .json
        case known.string: self = .string
        case known.int: self = .integer
        case known.double: self = .double
        case known.bool: self = .bool
        case known.optional: self = .optional(inner(0))
        case known.array: self = .list(inner(0))
        case known.set: self = .set(inner(0))
        case known.dictionary: self = .map(inner(1))
        default:
            if nominal.isJSON {
                self = .json
            } else if let cases = nominal.cases {
                var table: [String: String] = [:]
                for name in cases { table[nominal.rawValues[name] ?? name] = name }
                self = .cases(table)
            } else if let element = nominal.literalElement {
                self = .list(Shape(element, catalogue, defaults: defaults, depth: depth + 1))
            } else if !nominal.fields.isEmpty {
                self = .record(id, Self.fields(nominal, id, parts, catalogue, defaults, depth))
            } else if nominal.conformances.contains("ExpressibleByStringLiteral") {
                self = .literal(nominal.name)
            } else {
                self = .opaque(nominal.name)
            }
        }
    }

    private static func fields(
        _ nominal: Nominal, _ id: NominalID, _ parts: [SemanticType], _ catalogue: Catalogue,
        _ defaults: [NominalID: [Datum?]], _ depth: Int
    ) -> [Field] {
        nominal.fields.enumerated().map { index, field in
            let type = field.type.substituting(parts.map { $0 })
            let shape = Shape(type, catalogue, defaults: defaults, depth: depth + 1)
            var fallback: Datum?
            if let values = defaults[id], values.indices.contains(index) { fallback = values[index] }
            if fallback == nil, case .optional = shape { fallback = Datum.none }
            return Field(name: field.name, shape: shape, fallback: fallback)
        }
    }
}

/// What JSON does not fit, and where in it.
struct ShapeError: Error {
    var path: [PathStep] = []
    var message: String
    var hint: String?

    func below(_ step: PathStep) -> ShapeError { ShapeError(path: [step] + path, message: message, hint: hint) }
}

extension Shape {
    /// - Parameter isStrict: for what people write (parameters): unknown and missing members are faults. What the
    ///   engine is handed (requests) may leave members out; reading them faults then.
    func datum(_ value: Value, isStrict: Bool) throws(ShapeError) -> Datum {
        switch (self, value) {
        case (.optional, .null): return .none
        case (.optional(let inner), _): return try inner.datum(value, isStrict: isStrict)
        case (.json, _): return .json(value)
        case (.string, .string(let text)): return .string(text)
        case (.integer, .integer(let number)): return .integer(Int(number))
        case (.double, .double(let number)): return .double(number)
        case (.double, .integer(let number)): return .double(Double(number))
        case (.bool, .bool(let value)): return .bool(value)
        case (.literal("Subject"), .object): break
        case (.literal(let name), .string(let text)): return try literal(text, name)
        case (.literal("Quantity"), .integer(let number)): return .object(QuantityBox(Quantity(integer: Int(number))))
        case (.literal("Quantity"), .double(let number)):
            return try literal(JSON.string(.double(number)), "Quantity")
        case (.list(let inner), .array(let elements)):
            if case .json = inner { return .jsonList(elements) }
            return .list(try list(inner, elements, isStrict))
        case (.set(let inner), .array(let elements)): return .object(SetBox(try list(inner, elements, isStrict)))
        case (.map(let inner), .object(let object)):
            var pairs: [(Datum, Datum)] = []
            for member in object {
                do throws(ShapeError) {
                    pairs.append((.string(member.key), try inner.datum(member.value, isStrict: isStrict)))
                } catch { throw error.below(.key(member.key)) }
            }
            return .object(MapBox(pairs))
        case (.record(let id, let fields), .object(let object)):
            return try record(id, fields, object, isStrict)
        case (.record(let id, _), .string(let text)) where id == StandardRecords.subject:
            return StandardRecords.subject(text, groups: [])
        case (.record(let id, _), .string(let text)) where id == StandardRecords.environment:
            return .object(Record(id, [.string(text)]))
        case (.record(let id, _), .string) where id == StandardRecords.approval:
            return try self.datum(.object(["by": value, "revision": ""]), isStrict: false)
        case (.cases(let table), .string(let text)):
            if let name = table[text] { return .string(name) }
            let names = table.keys.sorted()
            throw ShapeError(
                message: "expected one of \(names.map { "'\($0)'" }.joined(separator: ", ")), found '\(text)'",
                hint: NearestName.suggest(text, among: names).map { "did you mean '\($0)'?" })
        default: break
        }
        throw ShapeError(message: "expected \(words), found \(value.kindInWords)")
    }

    private func literal(_ text: String, _ name: String) throws(ShapeError) -> Datum {
        switch LiteralText.datum(text, of: name) {
        case .success(let datum): return datum
        case .failure(let refusal): throw ShapeError(message: refusal.message)
        }
    }

    private func list(_ inner: Shape, _ elements: [Value], _ isStrict: Bool) throws(ShapeError) -> [Datum] {
        var result: [Datum] = []
        result.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            do throws(ShapeError) { result.append(try inner.datum(element, isStrict: isStrict)) } catch {
                throw error.below(.index(index))
            }
        }
        return result
    }

    private func record(
        _ id: NominalID, _ fields: [Field], _ object: Object, _ isStrict: Bool
    ) throws(ShapeError) -> Datum {
        var values: [Datum] = []
        values.reserveCapacity(fields.count)
        for field in fields {
            if let value = field.value(in: object), !value.isNull {
                do throws(ShapeError) { values.append(try field.shape.datum(value, isStrict: isStrict)) } catch {
                    throw error.below(.key(field.name))
                }
            } else if let fallback = field.fallback {
                values.append(fallback)
            } else if isStrict {
                throw ShapeError(message: "missing field '\(field.name)', expected \(field.shape.words)")
            } else if id == StandardRecords.subject, field.name == "groups" {
                values.append(.object(SetBox([])))
            } else {
                values.append(.missing)
            }
        }
        if isStrict {
            let names = fields.map(\.name)
            for member in object
            where !names.contains(member.key) && !fields.contains(where: { $0.hyphenated == member.key }) {
                let nearest = NearestName.suggest(member.key, among: names)
                throw ShapeError(
                    path: [.key(member.key)], message: "unknown field '\(member.key)'",
                    hint: nearest.map { "did you mean '\($0)'?" } ?? "valid fields are \(names.joined(separator: ", "))"
                )
            }
        }
        return .object(Record(id, values))
    }

    var words: String {
        switch self {
        case .json: "a value"
        case .string: "a string"
        case .integer: "an integer"
        case .double: "a number"
        case .bool: "a boolean"
        case .literal(let name): "a string for '\(name)'"
        case .list, .set: "a list"
        case .map, .record: "an object"
        case .optional(let inner): inner.words
        case .cases(let table): "one of \(table.keys.sorted().joined(separator: ", "))"
        case .opaque(let name): "a '\(name)', which cannot be written as data"
        }
    }
}
