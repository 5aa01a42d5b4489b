import Manifests
import Patterns
import StructuredMerge

/// What a structural schema refuses of an object, in the words of the API server.
///
/// All of OpenAPI v3's assertions that structural schemas allow, and the list types of Kubernetes. Rules in CEL are
/// judged after these (`RuleValidation`).
struct SchemaValidation {
    private(set) var causes: [APIError.Cause] = []

    /// - Parameter live: the object as it was. What an update leaves as it was is not held against it (KEP-4008).
    static func causes(of object: Object, live: Object?, _ schema: StructuralSchema) -> [APIError.Cause] {
        var validation = SchemaValidation()
        var bare = object
        for field in StructuralSchema.resourceFields { bare[field] = nil }
        validation.check(.object(bare), live.map(Value.object), schema.root, at: "", depth: 0)
        return validation.causes
    }

    /// Of a value that is no object of its own, such as a default.
    static func causes(ofValue value: Value, _ schema: Object) -> [APIError.Cause] {
        var validation = SchemaValidation()
        validation.check(value, nil, schema, at: "", depth: 0)
        return validation.causes
    }

    private mutating func check(_ value: Value, _ live: Value?, _ schema: Object, at place: String, depth: Int) {
        guard depth < SchemaDepth.most else { return }
        if !place.isEmpty, let live, live == value { return }
        if value.isNull, schema["nullable"]?.bool ?? false { return }
        guard checkType(value, schema, at: place) else { return }
        checkEnumeration(value, schema, at: place)
        switch value {
        case .object(let members): check(members, live, schema, at: place, depth: depth)
        case .array(let items): check(items, live, schema, at: place, depth: depth)
        case .string(let text): check(text, schema, at: place)
        case .integer, .double: checkNumber(value, schema, at: place)
        default: break
        }
        checkJunctors(value, schema, at: place, depth: depth)
    }

    // MARK: Types

    private mutating func checkType(_ value: Value, _ schema: Object, at place: String) -> Bool {
        if schema["x-kubernetes-int-or-string"]?.bool ?? false {
            switch value {
            case .integer, .string: return true
            default: return refuseType(of: value, "integer,string", at: place)
            }
        }
        guard let type = schema["type"]?.string else { return true }
        return Self.name(value) == type || (type == "number" && Self.name(value) == "integer")
            ? true : refuseType(of: value, type, at: place)
    }

    private mutating func refuseType(of value: Value, _ type: String, at place: String) -> Bool {
        let found = Self.name(value)
        causes.append(
            APIError.Cause(
                reason: "FieldValueTypeInvalid",
                message: "Invalid value: \"\(found)\": \(place) in body must be of type \(type): \"\(found)\"",
                field: Self.shown(place)))
        return false
    }

    private static func name(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .double(let double): double == double.rounded() ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private mutating func checkEnumeration(_ value: Value, _ schema: Object, at place: String) {
        guard let allowed = schema["enum"]?.array, !allowed.contains(value) else { return }
        let names = allowed.map { $0.string.map { "\"\($0)\"" } ?? JSON.string($0) }.joined(separator: ", ")
        causes.append(
            APIError.Cause(
                reason: "FieldValueNotSupported",
                message: "Unsupported value: \(JSON.string(value)): supported values: \(names)",
                field: Self.shown(place)))
    }

    // MARK: Objects

    private mutating func check(_ members: Object, _ live: Value?, _ schema: Object, at place: String, depth: Int) {
        for name in (schema["required"]?.array ?? []).compactMap(\.string) where members[name] == nil {
            causes.append(.required(Self.below(place, name)))
        }
        let properties = schema["properties"]
        let additional = schema["additionalProperties"]?.object
        for member in members {
            guard let property = properties?[member.key]?.object ?? additional else { continue }
            check(
                member.value, live?[member.key], property, at: Self.below(place, member.key), depth: depth + 1)
        }
        checkCount(members.count, "Properties", "properties", schema, at: place, value: .object(members))
    }

    // MARK: Lists

    private mutating func check(_ items: [Value], _ live: Value?, _ schema: Object, at place: String, depth: Int) {
        checkCount(items.count, "Items", "items", schema, at: place, value: .array(items))
        if let item = schema["items"]?.object {
            for (index, element) in items.enumerated() {
                let before = live?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
                check(element, before, item, at: "\(place)[\(index)]", depth: depth + 1)
            }
        }
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": checkUnique(items, at: place)
        case "map":
            let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
            let properties = schema["items"]?["properties"]
            checkUnique(
                items.map { item in
                    .object(
                        Object(
                            keys.compactMap { key in
                                (item[key] ?? properties?[key]?["default"]).map { Object.Member(key: key, value: $0) }
                            }))
                }, at: place)
        default:
            if schema["uniqueItems"]?.bool ?? false, Set(items).count != items.count {
                refuse(.array(items), "shouldn't contain duplicates", at: place)
            }
        }
    }

    private mutating func checkUnique(_ items: [Value], at place: String) {
        var seen: Set<Value> = []
        for (index, item) in items.enumerated() where !seen.insert(item).inserted {
            causes.append(
                APIError.Cause(
                    reason: "FieldValueDuplicate", message: "Duplicate value: \(JSON.string(item))",
                    field: "\(place)[\(index)]"))
        }
    }

    private mutating func checkCount(
        _ count: Int, _ suffix: String, _ words: String, _ schema: Object, at place: String, value: Value
    ) {
        if let most = schema["max\(suffix)"]?.integer, Int64(count) > most {
            causes.append(
                APIError.Cause(
                    reason: "FieldValueTooMany", message: "Too many: \(count): must have at most \(most) items",
                    field: Self.shown(place)))
        }
        if let least = schema["min\(suffix)"]?.integer, Int64(count) < least {
            refuse(value, "should have at least \(least) \(words)", at: place)
        }
    }

    // MARK: Scalars

    private mutating func check(_ text: String, _ schema: Object, at place: String) {
        let length = Int64(text.unicodeScalars.count)
        if let most = schema["maxLength"]?.integer, length > most {
            causes.append(
                APIError.Cause(
                    reason: "FieldValueTooLong", message: "Too long: may not be more than \(most) bytes",
                    field: Self.shown(place)))
        }
        if let least = schema["minLength"]?.integer, length < least {
            refuse(.string(text), "should be at least \(least) chars long", at: place)
        }
        if let pattern = schema["pattern"]?.string, !Self.matches(pattern, text) {
            refuse(.string(text), "should match '\(pattern)'", at: place)
        }
        if let format = schema["format"]?.string, !StringFormat.accepts(text, as: format) {
            causes.append(
                APIError.Cause(
                    reason: "FieldValueInvalid",
                    message:
                        "Invalid value: \(JSON.string(.string(text))): \(place) in body must be of type \(format): \(JSON.string(.string(text)))",
                    field: Self.shown(place)))
        }
    }

    /// Whether a part of the text matches; a pattern that Go cannot read refuses nothing.
    private static func matches(_ pattern: String, _ text: String) -> Bool {
        (try? PatternStore.shared.pattern(pattern))?.matches(text) ?? true
    }

    private mutating func checkNumber(_ value: Value, _ schema: Object, at place: String) {
        guard let number = Self.number(value) else { return }
        if let most = Self.number(schema["maximum"]) {
            let isExclusive = schema["exclusiveMaximum"]?.bool ?? false
            if number > most || (isExclusive && number == most) {
                let words = isExclusive ? "less than" : "less than or equal to"
                refuse(value, "should be \(words) \(Self.text(schema["maximum"]))", at: place)
            }
        }
        if let least = Self.number(schema["minimum"]) {
            let isExclusive = schema["exclusiveMinimum"]?.bool ?? false
            if number < least || (isExclusive && number == least) {
                let words = isExclusive ? "greater than" : "greater than or equal to"
                refuse(value, "should be \(words) \(Self.text(schema["minimum"]))", at: place)
            }
        }
        if let step = Self.number(schema["multipleOf"]), step > 0, number.remainder(dividingBy: step) != 0 {
            refuse(value, "should be a multiple of \(Self.text(schema["multipleOf"]))", at: place)
        }
        if schema["format"] == "int32", let integer = value.integer, Int32(exactly: integer) == nil {
            refuse(value, "must be of type int32: \(JSON.string(value))", at: place)
        }
    }

    private static func number(_ value: Value?) -> Double? {
        switch value {
        case .integer(let integer)?: Double(integer)
        case .double(let double)?: double
        default: nil
        }
    }

    private static func text(_ value: Value?) -> String { value.map { JSON.string($0) } ?? "" }

    // MARK: Junctors

    private mutating func checkJunctors(_ value: Value, _ schema: Object, at place: String, depth: Int) {
        for part in schema["allOf"]?.array ?? [] {
            if let part = part.object { check(value, nil, part, at: place, depth: depth + 1) }
        }
        if let parts = schema["anyOf"]?.array, !parts.contains(where: { holds(value, $0, at: place, depth) }) {
            refuse(value, "must validate at least one schema (anyOf)", quoted: true, at: place)
        }
        if let parts = schema["oneOf"]?.array {
            let count = parts.count { holds(value, $0, at: place, depth) }
            if count != 1 {
                let found = count == 0 ? "Found none valid" : "Found \(count) valid alternatives"
                refuse(value, "must validate one and only one schema (oneOf). \(found)", quoted: true, at: place)
            }
        }
        if let part = schema["not"], holds(value, part, at: place, depth) {
            refuse(value, "must not validate the schema (not)", quoted: true, at: place)
        }
    }

    private func holds(_ value: Value, _ schema: Value, at place: String, _ depth: Int) -> Bool {
        guard let schema = schema.object else { return true }
        var trial = SchemaValidation()
        trial.check(value, nil, schema, at: place, depth: depth + 1)
        return trial.causes.isEmpty
    }

    // MARK: Words

    private mutating func refuse(_ value: Value, _ why: String, quoted: Bool = false, at place: String) {
        let subject = quoted ? "\"\(place)\"" : "\(place) in body"
        causes.append(.invalid(Self.shown(place), JSON.string(value), "\(subject) \(why)"))
    }

    private static func below(_ place: String, _ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

    private static func shown(_ place: String) -> String { place.isEmpty ? root : place }

    /// The field of what is wrong as a whole.
    static let root = "<nil>"
}
