import Manifests
import StructuredMerge

/// Makes the node of one schema.
struct SchemaReader {
    typealias Made = (shape: SchemaNode.Shape, type: ValueType?, bounds: SizeBounds)

    let schema: Object
    let name: String
    let depth: Int

    func read(isResource: Bool) -> Made {
        guard depth < SchemaDepth.most else {
            return unreadable("a schema of more than \(SchemaDepth.most) levels")
        }
        if flag("x-kubernetes-int-or-string") {
            let most = schema["maxLength"]?.integer.map { max(0, $0) * 4 } ?? SizeBounds.request - 2
            return (.intOrString, .dynamic, SizeBounds(leastBytes: 1, mostElements: most))
        }
        switch schema["type"]?.string ?? (isResource ? "object" : "") {
        case "object": return object(isResource: isResource || flag("x-kubernetes-embedded-resource"))
        case "array": return array()
        case "string": return string()
        case "number": return (.number, .double, .scalar)
        case "integer": return (.integer, .int, .scalar)
        case "boolean": return (.bool, .bool, SizeBounds(leastBytes: 4, mostElements: 0))
        case let type:
            if flag("x-kubernetes-preserve-unknown-fields") { return (.preserved, nil, .scalar) }
            return unreadable(
                "invalid type, expected object, array, number, integer, boolean or string, or no type with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got \(type)"
            )
        }
    }

    private func flag(_ name: String) -> Bool { schema[name]?.bool ?? false }

    private func unreadable(_ why: String) -> Made { (.unreadable(why), nil, .scalar) }

    // MARK: Objects

    private func object(isResource: Bool) -> Made {
        let properties = properties(isResource: isResource)
        if properties == nil, let values = schema["additionalProperties"]?.object { return map(of: values) }
        if properties == nil, !flag("x-kubernetes-preserve-unknown-fields") {
            // It has a type without fields, yet no value of it can be read.
            let why =
                "invalid object type, expected either Properties or AdditionalProperties with Allows=true and non-empty Schema"
            return (.unreadable(why), .object(ObjectType(name: name, fields: [:])), .scalar)
        }
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var fields = SchemaNode.Fields()
        var types: [String: ValueType] = [:]
        var least: Int64 = 2
        for property in properties ?? [:] {
            guard let below = property.value.object else { continue }
            let node = SchemaNode(
                below, isResource: below["x-kubernetes-embedded-resource"]?.bool ?? false,
                name: "\(name).\(property.key)", depth: depth + 1)
            // A name that cannot be escaped can be reached by no rule, yet is compared.
            let visible = FieldName.escaped(property.key) ?? "\u{0}\(property.key)"
            fields.visible[visible] = SchemaNode.Fields.Field(name: property.key, schema: node)
            fields.names[property.key] = visible
            guard let type = node.type else { continue }
            types[visible] = type
            if required.contains(property.key), below["default"] == nil {
                least += Int64(property.key.utf8.count) + node.bounds.leastBytes + 4
            }
        }
        let type = ValueType.object(ObjectType(name: name, fields: types))
        return (.object(fields), type, SizeBounds(leastBytes: least, mostElements: 0))
    }

    private func properties(isResource: Bool) -> Object? {
        var properties = schema["properties"]?.object
        guard isResource else { return properties }
        let text: Value = ["type": "string"]
        properties = properties ?? [:]
        properties?["apiVersion"] = text
        properties?["kind"] = text
        properties?["metadata"] = ["type": "object", "properties": ["name": text, "generateName": text]]
        return properties
    }

    private func map(of values: Object) -> Made {
        let node = SchemaNode(
            values, isResource: values["x-kubernetes-embedded-resource"]?.bool ?? false, name: "\(name).@values",
            depth: depth + 1)
        let most =
            schema["maxProperties"]?.integer.map { max(0, $0) }
            ?? (SizeBounds.request - 2) / (node.bounds.leastBytes + 6)
        return (
            .map(node), node.type.map { .map(.string, $0) }, SizeBounds(leastBytes: 2, mostElements: most)
        )
    }

    // MARK: Lists

    private func array() -> Made {
        guard let items = schema["items"]?.object else {
            return unreadable("invalid array type, expected Items with a non-empty Schema")
        }
        let node = SchemaNode(
            items, isResource: items["x-kubernetes-embedded-resource"]?.bool ?? false, name: "\(name).@idx",
            depth: depth + 1)
        let identity: ListDatum.Identity
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": identity = .value
        case "map":
            let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
            identity = .keys(keys.map { FieldName.escaped($0) ?? "\u{0}\($0)" })
        default: identity = .position
        }
        let most =
            schema["maxItems"]?.integer.map { max(0, $0) }
            ?? (SizeBounds.request - 2) / (node.bounds.leastBytes + 1)
        return (.list(node, identity), node.type.map(ValueType.list), SizeBounds(leastBytes: 2, mostElements: most))
    }

    // MARK: Strings

    private func string() -> Made {
        let format = schema["format"]?.string ?? ""
        let type: ValueType
        let bounds: SizeBounds
        switch format {
        case "byte":
            type = .bytes
            let most = schema["maxLength"]?.integer.map { max(0, $0) } ?? SizeBounds.request - 2
            bounds = SizeBounds(leastBytes: 2, mostElements: most)
        case "duration":
            type = .duration
            bounds = SizeBounds(leastBytes: 3, mostElements: 32)
        case "date":
            type = .timestamp
            bounds = SizeBounds(leastBytes: 12, mostElements: 12)
        case "date-time":
            type = .timestamp
            bounds = SizeBounds(leastBytes: 21, mostElements: 32)
        default:
            type = .string
            bounds = SizeBounds(leastBytes: 2, mostElements: longestText)
        }
        return (.string(format: format), type, bounds)
    }

    private var longestText: Int64 {
        if let most = schema["maxLength"]?.integer { return max(0, most) * 4 }
        let words = (schema["enum"]?.array ?? []).compactMap(\.string)
        return words.isEmpty ? SizeBounds.request - 2 : words.reduce(0) { max($0, Int64($1.utf8.count)) }
    }
}
