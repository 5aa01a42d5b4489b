import Manifests

extension StructuralSchema {
    /// Fills in what the schema has a default for, and takes away nulls where none may stand.
    func defaulted(_ object: Object) -> Object {
        var object = object
        Self.fill(&object, root)
        return object
    }

    private static func fill(_ members: inout Object, _ schema: Object) {
        let properties = schema["properties"]?.object ?? [:]
        for property in properties {
            guard let wanted = property.value.object else { continue }
            let isNullable = wanted["nullable"]?.bool ?? false
            let found = members[property.key]
            guard found == nil || (found?.isNull ?? false && !isNullable) else { continue }
            let fallback = wanted["default"]
            if found != nil || fallback != nil { members[property.key] = fallback }
        }
        let additional = schema["additionalProperties"]?.object
        for member in members {
            guard let below = properties[member.key]?.object ?? additional else { continue }
            switch member.value {
            case .object, .array: members[member.key] = filled(member.value, below)
            default: break
            }
        }
    }

    private static func filled(_ value: Value, _ schema: Object) -> Value {
        switch value {
        case .object(var members):
            fill(&members, schema)
            return .object(members)
        case .array(let items):
            guard let item = schema["items"]?.object else { return value }
            return .array(items.map { filled($0, item) })
        default: return value
        }
    }
}
