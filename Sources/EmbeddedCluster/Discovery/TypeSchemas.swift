import Manifests
import StructuredMerge

/// The schemas of an OpenAPI document's kinds and of every type that they use.
struct TypeSchemas {
    private static let prefix = "#/components/schemas/"
    private static let objectMeta = "meta/v1.ObjectMeta"

    private(set) var components = Object()
    private let types = APITypes.builtIn

    /// Adds a built-in kind.
    ///
    /// - Parameter schema: how its parts are merged.
    mutating func add(_ kind: ServedKind, _ schema: TypeSchema) {
        guard let type = types[kind.kind] else {
            return add(["type": "object", "x-kubernetes-preserve-unknown-fields": true], of: kind)
        }
        add(type, schema)
        let name = Self.name(type.name)
        var component = components[name]?.object ?? [:]
        component["x-kubernetes-group-version-kind"] = [OpenAPIDocuments.identity(kind)]
        var properties = component["properties"]?.object ?? [:]
        for field in ["apiVersion", "kind"] { properties[field] = ["type": "string"] }
        component["properties"] = .object(properties)
        components[name] = .object(component)
    }

    /// Adds a custom kind by its definition's schema.
    mutating func add(_ schema: Value, of kind: ServedKind) {
        var component = schema.object ?? [:]
        var properties = component["properties"]?.object ?? [:]
        properties["apiVersion"] = ["type": "string"]
        properties["kind"] = ["type": "string"]
        properties["metadata"] = ["allOf": [["$ref": .string(Self.prefix + Self.name(Self.objectMeta))]]]
        component["properties"] = .object(properties)
        component["x-kubernetes-group-version-kind"] = [OpenAPIDocuments.identity(kind)]
        let group = kind.kind.group.split(separator: ".").reversed().joined(separator: ".")
        components["\(group).\(kind.kind.version).\(kind.kind.kind)"] = .object(component)
        if let meta = types[Self.objectMeta] {
            add(meta, SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Pod")].field("metadata"))
        }
    }

    /// `io.k8s.api.core.v1.Pod` for `core/v1.Pod`.
    private static func name(_ type: String) -> String {
        let path = type.replacing("/", with: ".")
        return path.hasPrefix("meta.") ? "io.k8s.apimachinery.pkg.apis.\(path)" : "io.k8s.api.\(path)"
    }

    private mutating func add(_ type: APIType, _ schema: TypeSchema?) {
        let name = Self.name(type.name)
        guard components[name] == nil else { return }
        // Its place is taken first: a type may hold itself.
        components[name] = .object([:])
        var properties = Object()
        var required: [Value] = []
        for field in types.fields(of: type).values.sorted(by: { $0.name < $1.name }) {
            var property = value(field.shape, schema?.field(field.name)).object ?? [:]
            addStrategy(of: field.name, in: schema, to: &property)
            properties[field.name] = .object(property)
            if field.omission == .never, !field.isPointer { required.append(.string(field.name)) }
        }
        if APITypes.embeddedKinds.contains(type.name) {
            for field in ["apiVersion", "kind"] { properties[field] = ["type": "string"] }
        }
        var component: Object = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { component["required"] = .array(required) }
        if schema?.isAtomicMap ?? false { component["x-kubernetes-map-type"] = "atomic" }
        components[name] = .object(component)
    }

    private func addStrategy(of field: String, in schema: TypeSchema?, to property: inout Object) {
        switch schema?.field(field)?.listType {
        case .set?: property["x-kubernetes-list-type"] = "set"
        case .map(let keys)?:
            property["x-kubernetes-list-type"] = "map"
            property["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
        case .atomic?: property["x-kubernetes-list-type"] = "atomic"
        case nil: break
        }
        guard let strategy = schema?.patchStrategy(of: field) else { return }
        let names = (strategy.merges ? ["merge"] : []) + (strategy.retainsKeys ? ["retainKeys"] : [])
        property["x-kubernetes-patch-strategy"] = .string(names.joined(separator: ","))
        property["x-kubernetes-patch-merge-key"] = strategy.mergeKey.map(Value.string)
    }

    private mutating func value(_ shape: APIType.Shape, _ schema: TypeSchema?) -> Value {
        switch shape {
        case .string: return ["type": "string"]
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
        case .wrappedStrings: return ["type": "array", "items": ["type": "string"]]
        case .list(let item): return ["type": "array", "items": value(item, schema?.items)]
        case .map(let item):
            return ["type": "object", "additionalProperties": value(item, schema?.additional)]
        case .type(let name):
            guard let type = types[name] else { return ["type": "object"] }
            add(type, schema)
            return ["allOf": [["$ref": .string(Self.prefix + Self.name(name))]]]
        }
    }

    private static func types(_ names: String...) -> Value {
        .array(names.map { name -> Value in ["type": .string(name)] })
    }

    private mutating func shared(_ name: String, _ schema: Object) -> Value {
        components[name] = .object(schema)
        return ["allOf": [["$ref": .string(Self.prefix + name)]]]
    }
}
