import Manifests
import StructuredMerge

/// What makes a schema structural: a type for every value, and nothing in `allOf`, `anyOf`, `oneOf` and `not` that shapes
/// the object (`ValidateStructural` of k8s.io/apiextensions-apiserver).
struct DefinitionStructure {
    private enum Level {
        case root, field, item
    }

    /// What a nested schema of a junctor may not say, since it says nothing about values.
    private static let shaping = [
        "type", "description", "title", "default", "nullable", "additionalProperties", "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-validations",
    ]
    /// The one `anyOf` that may name types, of a schema or of the first of its `allOf`.
    private static let integerOrString: Value = [["type": "integer"], ["type": "string"]]

    private var causes: [APIError.Cause] = []

    /// - Returns: in the order of their words, as the server sorts them.
    static func faults(of schema: Object, at place: String) -> [APIError.Cause] {
        var review = DefinitionStructure()
        review.check(schema, .root, at: place, depth: 0)
        let causes = review.causes + DefinitionCompleteness.faults(of: schema, at: place)
        return causes.sorted { "\($0.field): \($0.message)" < "\($1.field): \($1.message)" }
    }

    private mutating func check(_ schema: Object, _ level: Level, at place: String, depth: Int) {
        guard depth < SchemaDepth.most else { return }
        checkType(schema, level, at: place)
        checkExtensions(schema, at: place)
        if level == .root || StructuralSchema.isResource(schema) { checkResource(schema, level, at: place) }
        checkJunctors(of: schema, at: place, isShape: true)
        for member in schema["properties"]?.object ?? [:] {
            guard let property = member.value.object else { continue }
            check(property, .field, at: "\(place).properties[\(member.key)]", depth: depth + 1)
        }
        if let item = schema["items"]?.object { check(item, .item, at: "\(place).items", depth: depth + 1) }
        if level == .root, schema["additionalProperties"] != nil {
            causes.append(.forbidden("\(place).additionalProperties", "must not be used at the root"))
        }
        if let additional = schema["additionalProperties"]?.object {
            check(additional, .field, at: "\(place).additionalProperties", depth: depth + 1)
        }
    }

    private mutating func checkType(_ schema: Object, _ level: Level, at place: String) {
        let type = schema["type"]?.string ?? ""
        let isAny = StructuralSchema.keepsUnknown(schema) || schema["x-kubernetes-int-or-string"] == true
        if StructuralSchema.isResource(schema), type != "object" {
            let why = "must be object if x-kubernetes-embedded-resource is true"
            causes.append(
                type.isEmpty
                    ? .required("\(place).type", why) : .invalid("\(place).type", JSON.string(.string(type)), why))
        } else if type.isEmpty, !isAny {
            let part =
                switch level {
                case .root: "at the root"
                case .field: "for specified object fields"
                case .item: "for specified array items"
                }
            causes.append(.required("\(place).type", "must not be empty \(part)"))
        }
        if level == .root, !type.isEmpty, type != "object" {
            causes.append(.invalid("\(place).type", JSON.string(.string(type)), "must be object at the root"))
        }
        if type == "array", schema["items"] == nil {
            causes.append(.required("\(place).items", "must be specified"))
        }
    }

    private mutating func checkExtensions(_ schema: Object, at place: String) {
        if schema["x-kubernetes-int-or-string"] == true {
            for field in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"]
            where schema[field] == true {
                causes.append(
                    .invalid("\(place).\(field)", "true", "must be false if x-kubernetes-int-or-string is true"))
            }
        }
        guard StructuralSchema.isResource(schema) else { return }
        if schema["additionalProperties"] != nil {
            causes.append(
                .forbidden(
                    "\(place).additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"))
        }
        if schema["properties"]?.object?.isEmpty ?? true, !StructuralSchema.keepsUnknown(schema) {
            causes.append(
                .required(
                    "\(place).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
                ))
        }
    }

    /// `apiVersion`, `kind` and `metadata` have their own types already.
    private mutating func checkResource(_ schema: Object, _ level: Level, at place: String) {
        guard let properties = schema["properties"]?.object else { return }
        for (name, type) in [("apiVersion", "string"), ("kind", "string"), ("metadata", "object")] {
            guard let property = properties[name], property["type"]?.string != type else { continue }
            causes.append(
                .invalid(
                    "\(place).properties[\(name)].type", JSON.string(property["type"] ?? ""), "must be \(type)"))
        }
        guard level == .root, var metadata = properties["metadata"]?.object else { return }
        for field in ["type", "default"] { metadata[field] = nil }
        let names = Set((metadata["properties"]?.object ?? [:]).keys)
        if names.isSubset(of: ["name", "generateName"]) { metadata["properties"] = nil }
        guard !metadata.isEmpty else { return }
        causes.append(
            .forbidden(
                "\(place).properties[metadata]",
                "must not specify anything other than name and generateName, but metadata is implicitly specified"))
    }

    // MARK: Junctors

    /// The schemas of a schema's `allOf`, `anyOf`, `oneOf` and `not`, each with its place.
    static func junctors(of schema: Object, at place: String) -> [(place: String, schema: Object)] {
        let lists = ["allOf", "anyOf", "oneOf"].flatMap { field in
            (schema[field]?.array ?? []).enumerated().compactMap { index, branch in
                branch.object.map { ("\(place).\(field)[\(index)]", $0) }
            }
        }
        return lists + (schema["not"]?.object.map { [("\(place).not", $0)] } ?? [])
    }

    /// - Parameter isShape: whether the schema says what type a value has, and may so spell that it has one of two.
    private mutating func checkJunctors(of schema: Object, at place: String, isShape: Bool) {
        var rest = schema
        if isShape, schema["anyOf"] == Self.integerOrString { rest["anyOf"] = nil }
        for (field, branch) in Self.junctors(of: rest, at: place) {
            var branch = branch
            if isShape, field == "\(place).allOf[0]", branch["anyOf"] == Self.integerOrString { branch["anyOf"] = nil }
            checkNested(branch, at: field)
        }
    }

    private mutating func checkNested(_ schema: Object, at place: String) {
        for field in Self.shaping where schema[field] != nil {
            causes.append(.forbidden("\(place).\(field)", "must be \(Self.absence(of: field)) to be structural"))
        }
        checkJunctors(of: schema, at: place, isShape: false)
        if let item = schema["items"]?.object { checkNested(item, at: "\(place).items") }
        for member in schema["properties"]?.object ?? [:] {
            let below = "\(place).properties[\(member.key)]"
            // The type of metadata is the server's.
            if member.key == "metadata" {
                causes.append(.forbidden(below, "must not be specified in a nested context"))
            }
            if let property = member.value.object { checkNested(property, at: below) }
        }
    }

    private static func absence(of field: String) -> String {
        switch field {
        case "nullable", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
            "x-kubernetes-preserve-unknown-fields":
            "false"
        case "type", "description", "title", "x-kubernetes-list-map-keys", "x-kubernetes-validations": "empty"
        default: "undefined"
        }
    }
}
