import Manifests

/// What the server refuses of the list types in a CustomResourceDefinition's schema (KEP-555's
/// `x-kubernetes-list-type`).
enum DefinitionLists {
    private static let types = ["atomic", "map", "set"]
    private static let typeField = "x-kubernetes-list-type"
    private static let keysField = "x-kubernetes-list-map-keys"

    static func faults(of schema: Object, at place: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let type = schema[typeField]?.string
        if let type {
            let found = schema["type"]?.string ?? ""
            let why = "must be array if \(typeField) is specified"
            if found.isEmpty {
                causes.append(.required("\(place).type", why))
            } else if found != "array" {
                causes.append(.invalid("\(place).type", JSON.string(.string(found)), why))
            }
            if !types.contains(type) { causes.append(.unsupported("\(place).\(typeField)", type, types)) }
        }
        let keys = (schema[keysField]?.array ?? []).compactMap(\.string)
        if !keys.isEmpty, type != "map" {
            let why = "must be map if \(keysField) is non-empty"
            causes.append(
                type.map { .invalid("\(place).\(typeField)", JSON.string(.string($0)), why) }
                    ?? .required("\(place).\(typeField)", why))
        }
        switch type {
        case "map": causes += mapFaults(of: schema, keys: keys, at: place)
        case "set": causes += setFaults(of: schema, at: place)
        default: break
        }
        return causes
    }

    private static func mapFaults(of schema: Object, keys: [String], at place: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        if keys.isEmpty {
            causes.append(.required("\(place).\(keysField)", "must not be empty if \(typeField) is map"))
        }
        guard let item = schema["items"]?.object else {
            causes.append(.required("\(place).items", "must have a schema if \(typeField) is map"))
            return causes
        }
        if item["type"] != "object" {
            causes.append(
                .invalid(
                    "\(place).items.type", JSON.string(item["type"] ?? ""),
                    "must be object if parent array's \(typeField) is map"))
        }
        if item["nullable"] == true {
            causes.append(
                .forbidden("\(place).items.nullable", "cannot be nullable when \(typeField) is map"))
        }
        let shown = JSON.string(.array(keys.map(Value.string)))
        if Set(keys).count != keys.count {
            causes.append(.invalid("\(place).\(keysField)", shown, "must not contain duplicate entries"))
        }
        for key in keys {
            guard let property = item["properties"]?[key] else {
                causes.append(.invalid("\(place).\(keysField)", shown, "entries must all be names of item properties"))
                continue
            }
            causes += keyFaults(of: property, key: key, item: item, at: "\(place).items.properties[\(key)]")
        }
        return causes
    }

    private static func keyFaults(of property: Value, key: String, item: Object, at place: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let type = property["type"] ?? ""
        if ["array", "object"].contains(type) {
            causes.append(
                .invalid(
                    "\(place).type", JSON.string(type), "must be a scalar type if parent array's \(typeField) is map"))
        }
        if property["nullable"] == true {
            causes.append(
                .forbidden("\(place).nullable", "this property is in \(keysField), so it cannot be nullable"))
        }
        let isRequired = item["required"]?.array?.contains(.string(key)) ?? false
        if property["default"] == nil, !isRequired {
            causes.append(
                .required(
                    "\(place).default",
                    "this property is in \(keysField), so it must have a default or be a required property"))
        }
        return causes
    }

    private static func setFaults(of schema: Object, at place: String) -> [APIError.Cause] {
        guard let item = schema["items"] else { return [] }
        let why = "must be atomic as item of a list with \(typeField)=set"
        var causes: [APIError.Cause] = []
        if item["nullable"] == true {
            causes.append(
                .forbidden("\(place).items.nullable", "cannot be nullable when \(typeField) is set"))
        }
        for (type, field) in [("object", "x-kubernetes-map-type"), ("array", typeField)]
        where item["type"]?.string == type {
            let found = item[field]?.string
            if let found, found != "atomic" {
                causes.append(.invalid("\(place).items.\(field)", JSON.string(.string(found)), why))
            } else if found == nil, type == "object" {
                causes.append(.required("\(place).items.\(field)", why))
            }
        }
        return causes
    }
}
