import Manifests
import StructuredMerge

/// The schemas of an OpenAPI document's kinds and of every type that they use.
struct TypeSchemas {
    private static let prefix = "#/components/schemas/"
    private static let objectMeta = "meta/v1.ObjectMeta"

    private(set) var components = Object()
    private let types = APITypes.builtIn
    private let descriptions = Descriptions.builtIn

    /// Adds a built-in kind.
    mutating func add(_ kind: ServedKind) {
        guard let type = types[kind.kind] else {
            return add(["type": "object", "x-kubernetes-preserve-unknown-fields": true], of: kind)
        }
        add(type)
        components.edit(type.documentName) { $0["x-kubernetes-group-version-kind"] = [OpenAPIDocuments.identity(kind)] }
    }

    /// Adds a custom kind by its definition's schema.
    mutating func add(_ schema: Value, of kind: ServedKind) {
        var component = schema.object ?? [:]
        var properties = component["properties"]?.object ?? [:]
        addIdentity(to: &properties)
        properties["metadata"] = reference(APIType.documentName(Self.objectMeta))
        properties.edit("metadata") { $0["description"] = descriptions["metadata"].map(Value.string) }
        component["properties"] = .object(properties)
        component["x-kubernetes-group-version-kind"] = [OpenAPIDocuments.identity(kind)]
        let group = kind.kind.group.split(separator: ".").reversed().joined(separator: ".")
        components["\(group).\(kind.kind.version).\(kind.kind.kind)"] = .object(component)
        if let meta = types[Self.objectMeta] { add(meta) }
    }

    private mutating func add(_ type: APIType) {
        let name = type.documentName
        guard components[name] == nil else { return }
        // Its place is taken first: a type may hold itself.
        components[name] = .object([:])
        var component: Object = type.isFree ? [:] : ["type": "object"]
        var properties = Object()
        for field in type.members { properties[field.name] = .object(property(field, of: type)) }
        if type.hasIdentity { addIdentity(to: &properties) }
        if !properties.isEmpty { component["properties"] = .object(properties) }
        let required = type.members.filter(\.isRequired).map { Value.string($0.name) }
        if !required.isEmpty { component["required"] = .array(required) }
        if type.isAtomic { component["x-kubernetes-map-type"] = "atomic" }
        component["description"] = descriptions[type.name].map(Value.string)
        components[name] = .object(component)
    }

    private func addIdentity(to properties: inout Object) {
        for field in ["apiVersion", "kind"] {
            var property: Object = ["type": "string"]
            property["description"] = descriptions[field].map(Value.string)
            properties[field] = .object(property)
        }
    }

    private mutating func property(_ field: APIType.Field, of type: APIType) -> Object {
        var property = value(field.shape).object ?? [:]
        property["default"] = field.defaultValue
        if field.isGranular { property["x-kubernetes-map-type"] = "granular" }
        property["description"] = descriptions.field(field.name, of: type).map(Value.string)
        guard let strategy = field.patchStrategy else { return property }
        let names = (strategy.merges ? ["merge"] : []) + (strategy.retainsKeys ? ["retainKeys"] : [])
        property["x-kubernetes-patch-strategy"] = .string(names.joined(separator: ","))
        property["x-kubernetes-patch-merge-key"] = strategy.mergeKey.map(Value.string)
        return property
    }

    private mutating func value(_ shape: APIType.Shape) -> Value {
        switch shape {
        case .string(let values):
            return values.isEmpty ? ["type": "string"] : ["type": "string", "enum": .array(values.map(Value.string))]
        case .boolean: return ["type": "boolean"]
        case .int32: return ["type": "integer", "format": "int32"]
        case .int64: return ["type": "integer", "format": "int64"]
        case .double: return ["type": "number", "format": "double"]
        case .bytes: return ["type": "string", "format": "byte"]
        case .quantity:
            return shared("io.k8s.apimachinery.pkg.api.resource.Quantity", ["oneOf": Self.types("string", "number")])
        case .time:
            return shared("io.k8s.apimachinery.pkg.apis.meta.v1.Time", ["type": "string", "format": "date-time"])
        case .microTime:
            return shared("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", ["type": "string", "format": "date-time"])
        case .integerOrString:
            return shared(
                "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
                ["format": "int-or-string", "oneOf": Self.types("integer", "string")])
        case .raw: return shared("io.k8s.apimachinery.pkg.runtime.RawExtension", ["type": "object"])
        case .fieldSet: return shared("io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", ["type": "object"])
        case .wrappedStrings: return ["type": "array", "items": ["type": "string"]]
        case .list(let item, let type): return list(value(item), type)
        case .map(let item, let isAtomic):
            var map: Object = ["type": "object", "additionalProperties": value(item)]
            if isAtomic { map["x-kubernetes-map-type"] = "atomic" }
            return .object(map)
        case .type(let name):
            guard let type = types[name] else { return ["type": "object"] }
            add(type)
            return reference(type.documentName)
        }
    }

    private func list(_ item: Value, _ type: ListType) -> Value {
        var list: Object = ["type": "array", "items": item]
        switch type {
        case .set: list["x-kubernetes-list-type"] = "set"
        case .map(let keys):
            list["x-kubernetes-list-type"] = "map"
            list["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
        case .atomic: list["x-kubernetes-list-type"] = "atomic"
        }
        return .object(list)
    }

    private func reference(_ name: String) -> Value { ["allOf": [["$ref": .string(Self.prefix + name)]]] }

    private static func types(_ names: String...) -> Value {
        .array(names.map { name -> Value in ["type": .string(name)] })
    }

    private mutating func shared(_ name: String, _ schema: Object) -> Value {
        components[name] = .object(schema)
        return reference(name)
    }
}
