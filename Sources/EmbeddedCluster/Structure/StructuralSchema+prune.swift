import Manifests

extension StructuralSchema {
    /// Takes away the fields that the schema does not have.
    ///
    /// - Returns: what is left, and the places of what is gone: `spec.predictor.modle`.
    func pruned(_ object: Object) -> (object: Object, unknownFields: [String]) {
        var pruning = Pruning()
        return (pruning.members(object, root, at: "", isResource: true), pruning.unknownFields)
    }

    private struct Pruning {
        var unknownFields: [String] = []

        mutating func value(_ value: Value, _ schema: Object, at place: String) -> Value {
            switch value {
            case .object(let members):
                return .object(
                    self.members(members, schema, at: place, isResource: StructuralSchema.isResource(schema)))
            case .array(let items):
                guard let item = schema["items"]?.object else { return value }
                return .array(items.enumerated().map { self.value($1, item, at: "\(place)[\($0)]") })
            default: return value
            }
        }

        mutating func members(_ members: Object, _ schema: Object, at place: String, isResource: Bool) -> Object {
            let (properties, additional) = (schema["properties"], schema["additionalProperties"])
            let keepsUnknown = StructuralSchema.keepsUnknown(schema)
            var kept: [Object.Member] = []
            kept.reserveCapacity(members.count)
            for member in members {
                let below = place.isEmpty ? member.key : "\(place).\(member.key)"
                if isResource, StructuralSchema.resourceFields.contains(member.key) {
                    kept.append(member)
                } else if let property = properties?[member.key]?.object ?? additional?.object {
                    kept.append(Object.Member(key: member.key, value: value(member.value, property, at: below)))
                } else if keepsUnknown || additional?.bool ?? false {
                    kept.append(member)
                } else {
                    unknownFields.append(below)
                }
            }
            return Object(kept)
        }
    }
}
