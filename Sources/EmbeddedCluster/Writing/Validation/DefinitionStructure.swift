import Manifests

/// What makes a schema structural: a type for every value, and nothing in `allOf`, `anyOf`, `oneOf` and `not` that shapes
/// the object (`ValidateStructural` of k8s.io/apiextensions-apiserver).
struct DefinitionStructure {
    private enum Level {
        case root, field, item
    }

    private static let deepest = 200
    /// What a nested schema of a junctor may not say, since it says nothing about values.
    private static let shaping = [
        "description", "title", "default", "nullable", "additionalProperties", "x-kubernetes-embedded-resource",
        "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
    ]

    private var causes: [APIError.Cause] = []

    static func faults(of schema: Object, at place: String) -> [APIError.Cause] {
        var review = DefinitionStructure()
        review.check(schema, .root, at: place, depth: 0)
        return review.causes
    }

    private mutating func check(_ schema: Object, _ level: Level, at place: String, depth: Int) {
        guard depth < Self.deepest else { return }
        checkType(schema, level, at: place)
        checkExtensions(schema, at: place)
        if level == .root || StructuralSchema.isResource(schema) { checkResource(schema, level, at: place) }
        for (field, why) in Self.junctors(of: schema, at: place) { checkJunctor(why, within: schema, place, at: field) }
        for member in schema["properties"]?.object ?? [:] {
            guard let property = member.value.object else { continue }
            check(property, .field, at: "\(place).properties[\(member.key)]", depth: depth + 1)
        }
        if let item = schema["items"]?.object { check(item, .item, at: "\(place).items", depth: depth + 1) }
        if let additional = schema["additionalProperties"]?.object {
            check(additional, .field, at: "\(place).additionalProperties", depth: depth + 1)
        }
    }

    private mutating func checkType(_ schema: Object, _ level: Level, at place: String) {
        let type = schema["type"]?.string ?? ""
        let isAny = StructuralSchema.keepsUnknown(schema) || schema["x-kubernetes-int-or-string"] == true
        if type.isEmpty, !isAny {
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
        if !type.isEmpty, schema["x-kubernetes-int-or-string"] == true {
            causes.append(
                .invalid(
                    "\(place).type", JSON.string(.string(type)), "must be empty if x-kubernetes-int-or-string is true"))
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
        if schema["type"] != "object", let type = schema["type"] {
            causes.append(
                .invalid(
                    "\(place).type", JSON.string(type), "must be object if x-kubernetes-embedded-resource is true"))
        }
    }

    /// `apiVersion`, `kind` and `metadata` have their own types already.
    private mutating func checkResource(_ schema: Object, _ level: Level, at place: String) {
        guard let properties = schema["properties"]?.object else { return }
        for (name, type) in [("apiVersion", "string"), ("kind", "string"), ("metadata", "object")] {
            guard let found = properties[name]?["type"], found.string != type else { continue }
            causes.append(.invalid("\(place).properties[\(name)].type", JSON.string(found), "must be \(type)"))
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

    private static func junctors(of schema: Object, at place: String) -> [(String, Object)] {
        let lists = ["allOf", "anyOf", "oneOf"].flatMap { field in
            (schema[field]?.array ?? []).enumerated().compactMap { index, branch in
                branch.object.map { ("\(place).\(field)[\(index)]", $0) }
            }
        }
        return lists + (schema["not"]?.object.map { [("\(place).not", $0)] } ?? [])
    }

    /// - Parameters:
    ///   - outer: the schema that shapes the value, and its place.
    private mutating func checkJunctor(
        _ schema: Object, within outer: Object, _ outerPlace: String, at place: String
    ) {
        let isSpelling = outer["x-kubernetes-int-or-string"] == true
        if schema["type"] != nil, !(isSpelling && ["integer", "string"].contains(schema["type"])) {
            causes.append(.forbidden("\(place).type", "must be empty to be structural"))
        }
        for field in Self.shaping where schema[field] != nil {
            causes.append(.forbidden("\(place).\(field)", "must be \(Self.absence(of: field)) to be structural"))
        }
        for (field, nested) in Self.junctors(of: schema, at: place) {
            checkJunctor(nested, within: outer, outerPlace, at: field)
        }
        for member in schema["properties"]?.object ?? [:] {
            let (below, above) = ("\(place).properties[\(member.key)]", "\(outerPlace).properties[\(member.key)]")
            checkNested(member.value.object, in: outer["properties"]?[member.key]?.object, above, at: below)
        }
        if schema["items"] != nil {
            checkNested(
                schema["items"]?.object, in: outer["items"]?.object, "\(outerPlace).items", at: "\(place).items")
        }
    }

    private mutating func checkNested(_ schema: Object?, in outer: Object?, _ outerPlace: String, at place: String) {
        guard let schema else { return }
        guard let outer else {
            causes.append(.required(outerPlace, "because it is defined in \(place)"))
            return
        }
        checkJunctor(schema, within: outer, outerPlace, at: place)
    }

    private static func absence(of field: String) -> String {
        switch field {
        case "nullable", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
            "x-kubernetes-preserve-unknown-fields":
            "false"
        case "description", "title": "empty"
        default: "undefined"
        }
    }
}
