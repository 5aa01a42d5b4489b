import Manifests

/// Reads the schemas of an OpenAPI v3 document or of a CustomResourceDefinition into types, as
/// kube-openapi's `schemaconv.ToSchemaFromOpenAPI` does.
struct OpenAPISchemaReader {
    static let referencePrefix = "#/components/schemas/"

    var builder = SchemaBuilder()

    /// Defines every schema of `components.schemas`.
    mutating func readComponents(_ schemas: Object) {
        for member in schemas {
            builder.define(member.key, as: definition(named: member.key, member.value))
        }
    }

    private mutating func definition(named name: String, _ schema: Value) -> TypeDefinition {
        switch name {
        case Self.quantity: .quantity
        case "io.k8s.apimachinery.pkg.runtime.RawExtension": .atomicAnything
        default:
            definition(isResource(schema) ? resource(schema) : schema, preservesUnknown: false, depth: 0)
                .filled(as: name)
        }
    }

    /// Lists and request options name a kind too; they have members of their own kind.
    private func isResource(_ schema: Value) -> Bool {
        guard schema["x-kubernetes-group-version-kind"] != nil, let properties = schema["properties"]?.object else {
            return false
        }
        return properties["items"] == nil && (properties["spec"] != nil || properties["status"] != nil)
    }

    /// The index of the type of a field, item or additional property.
    mutating func type(of schema: Value, preservesUnknown: Bool, depth: Int) -> Int {
        // Only in an OpenAPI document: definitions that deep are refused.
        guard depth < SchemaDepth.most else { return TypeDefinition.deducedIndex }
        if let reference = reference(in: schema) {
            return switch schema["x-kubernetes-map-type"]?.string {
            case "atomic": builder.index(of: reference, atomic: true)
            case "granular": builder.index(of: reference, atomic: false)
            default: builder.index(of: reference)
            }
        }
        return builder.add(definition(schema, preservesUnknown: preservesUnknown, depth: depth))
    }

    /// The name of a `$ref`, plain or as the only member of `allOf`.
    private func reference(in schema: Value) -> String? {
        var text = schema["$ref"]?.string
        if text == nil, let all = schema["allOf"]?.array, all.count == 1 { text = all[0]["$ref"]?.string }
        guard let text, let slash = text.lastIndex(of: "/") else { return nil }
        return String(text[text.index(after: slash)...])
    }

    mutating func definition(_ schema: Value, preservesUnknown inherited: Bool, depth: Int) -> TypeDefinition {
        let preservesUnknown = inherited || schema["x-kubernetes-preserve-unknown-fields"]?.bool == true
        switch schema["type"]?.string {
        case "object":
            return TypeDefinition(map: map(schema, preservesUnknown: preservesUnknown, depth: depth))
        case "array":
            return TypeDefinition(list: list(schema, preservesUnknown: preservesUnknown, depth: depth))
        case "integer":
            return TypeDefinition(scalar: .numeric, format: ScalarFormat(ofInteger: schema["format"]?.string))
        case "number":
            return TypeDefinition(scalar: .numeric)
        case "boolean":
            return TypeDefinition(scalar: .boolean)
        case "string":
            let untyped = ["int-or-string", "date-time"].contains(schema["format"]?.string ?? "")
            return TypeDefinition(scalar: untyped ? .untyped : .string)
        default:
            let definition = TypeDefinition(
                scalar: .untyped, list: list(schema, preservesUnknown: preservesUnknown, depth: depth),
                map: map(schema, preservesUnknown: preservesUnknown, depth: depth))
            return isIntegerOrString(schema) && definition == .deduced ? .integerOrString : definition
        }
    }

    private func isIntegerOrString(_ schema: Value) -> Bool {
        schema["x-kubernetes-int-or-string"]?.bool == true || schema["format"]?.string == "int-or-string"
    }

    private mutating func map(_ schema: Value, preservesUnknown: Bool, depth: Int) -> MapSchema {
        var properties = schema["properties"]?.object ?? Object()
        if schema["x-kubernetes-embedded-resource"]?.bool == true { addResourceFields(to: &properties) }
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var fields: [MapSchema.Field] = []
        fields.reserveCapacity(properties.count)
        for property in properties {
            let type = type(of: property.value, preservesUnknown: preservesUnknown, depth: depth + 1)
            fields.append(
                MapSchema.Field(
                    name: property.key, type: type, defaultValue: property.value["default"],
                    patchStrategy: patchStrategy(property.value),
                    isAlwaysPresent: writesEmptyFields
                        && (required.contains(property.key) || property.value["default"] == .object(Object()))))
        }
        return MapSchema(
            fields: fields,
            additional: additional(
                schema, hasProperties: !properties.isEmpty, preservesUnknown: preservesUnknown, depth: depth),
            isAtomic: schema["x-kubernetes-map-type"]?.string == "atomic")
    }

    /// The types come from Go structs of the API server, whose empty values write some fields; custom resources
    /// have no such fields.
    var writesEmptyFields = true

    private mutating func additional(
        _ schema: Value, hasProperties: Bool, preservesUnknown: Bool, depth: Int
    ) -> Int? {
        switch schema["additionalProperties"] {
        case .bool(true)?: TypeDefinition.deducedIndex
        case .bool(false)?: nil
        case .object(let object)?:
            type(of: .object(object), preservesUnknown: preservesUnknown, depth: depth + 1)
        default: preservesUnknown || !hasProperties ? TypeDefinition.deducedIndex : nil
        }
    }

    private mutating func list(_ schema: Value, preservesUnknown: Bool, depth: Int) -> ListSchema {
        let item =
            schema["items"].map { type(of: $0, preservesUnknown: preservesUnknown, depth: depth + 1) }
            ?? TypeDefinition.atomicAnythingIndex
        return ListSchema(type: listType(schema), item: item)
    }

    private func listType(_ schema: Value) -> ListType {
        switch schema["x-kubernetes-list-type"]?.string {
        case "set": return .set
        case "map":
            let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
            return keys.isEmpty ? .atomic : .map(keys: keys)
        case .some: return .atomic
        case nil: break
        }
        // Types older than list types say it with the patch strategy alone.
        guard let strategy = patchStrategy(schema), strategy.merges else { return .atomic }
        return strategy.mergeKey.map { .map(keys: [$0]) } ?? .set
    }

    private func patchStrategy(_ schema: Value) -> PatchStrategy? {
        guard let text = schema["x-kubernetes-patch-strategy"]?.string else { return nil }
        let names = text.split(separator: ",")
        return PatchStrategy(
            merges: names.contains("merge"), retainsKeys: names.contains("retainKeys"),
            mergeKey: schema["x-kubernetes-patch-merge-key"]?.string)
    }

    static let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
    static let objectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

    /// A resource's schema with the three members that every resource has; documents and definitions may leave
    /// them out.
    func resource(_ schema: Value) -> Value {
        guard case .object(var object) = schema else { return schema }
        var properties = object["properties"]?.object ?? Object()
        addResourceFields(to: &properties)
        // A schema without properties allows any member; the three that are added must not take that away.
        if object["properties"] == nil { object["x-kubernetes-preserve-unknown-fields"] = true }
        object["properties"] = .object(properties)
        object["type"] = "object"
        return .object(object)
    }

    /// `apiVersion`, `kind` and `metadata`, which every custom resource and embedded resource has.
    func addResourceFields(to properties: inout Object) {
        let metadata: Value = ["$ref": .string(Self.referencePrefix + Self.objectMeta)]
        properties["apiVersion"] = properties["apiVersion"] ?? ["type": "string"]
        properties["kind"] = properties["kind"] ?? ["type": "string"]
        // A definition may restrict the metadata, and never says what it is.
        if properties["metadata"]?["$ref"] == nil, properties["metadata"]?["allOf"] == nil {
            properties["metadata"] = metadata
        }
    }
}
