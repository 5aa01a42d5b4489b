package import Manifests

/// The types of the kinds that a server or Lockstep itself knows.
package struct SchemaCatalog: Sendable {
    /// What documents and definitions gave, which wins over what is built in, and built-in ones that are at hand.
    private var schemas: [GroupVersionKind: TypeSchema] = [:]
    private var knowsBuiltIn = false

    package init() {}

    /// The release whose documents the built-in table was made from.
    package static let builtInRelease = "1.36"

    /// The kinds of that release, for work without a server, and with one of the same release; each is read when it
    /// is first asked for.
    package static let builtIn = {
        var catalog = SchemaCatalog()
        catalog.knowsBuiltIn = true
        return catalog
    }()

    /// The type of a kind's objects. For a kind that is not known: typed metadata, everything else schemaless.
    package subscript(kind: GroupVersionKind) -> TypeSchema {
        schemas[kind] ?? builtIn(kind) ?? Self.unknownKind
    }

    private func builtIn(_ kind: GroupVersionKind) -> TypeSchema? {
        knowsBuiltIn ? BuiltInSchemas.schema(of: kind) : nil
    }

    /// Reads the types of kinds before they are asked for.
    package func prepare(_ kinds: [GroupVersionKind]) { for kind in kinds { _ = self[kind] } }

    /// The same with the types of these kinds at hand: what is asked for again and again is then found without a lock.
    package func prepared(for kinds: some Sequence<GroupVersionKind>) -> SchemaCatalog {
        var catalog = self
        for kind in kinds where schemas[kind] == nil { catalog.schemas[kind] = builtIn(kind) }
        return catalog
    }

    package func contains(_ kind: GroupVersionKind) -> Bool {
        schemas[kind] != nil || (knowsBuiltIn && BuiltInSchemas.contains(kind))
    }

    package var kinds: [GroupVersionKind] {
        knowsBuiltIn ? Array(Set(schemas.keys).union(BuiltInSchemas.kinds)) : Array(schemas.keys)
    }

    /// The kinds of one name and group, in every version; for each of thousands of objects this is asked.
    func versionKinds(of kind: GroupKind) -> Set<GroupVersionKind> {
        let added = schemas.keys.filter { $0.kind == kind.kind && $0.group == kind.group }
        return Set(added).union(knowsBuiltIn ? BuiltInSchemas.versions[kind] ?? [] : [])
    }

    /// Takes over every kind of `other`, which wins over a kind that is already known.
    package mutating func merge(_ other: SchemaCatalog) {
        if other.knowsBuiltIn {
            schemas = schemas.filter { !BuiltInSchemas.contains($0.key) }
            knowsBuiltIn = true
        }
        schemas.merge(other.schemas) { _, new in new }
    }

    /// Forgets what a document or a definition said of a kind.
    package mutating func remove(_ kind: GroupVersionKind) { schemas[kind] = nil }

    /// An object with typed metadata and nothing else declared.
    static let unknownKind: TypeSchema = {
        var reader = OpenAPISchemaReader()
        reader.writesEmptyFields = false
        BuiltInSchemas.defineMeta(in: &reader.builder)
        var properties = Object()
        reader.addResourceFields(to: &properties)
        let index = reader.type(
            of: ["type": "object", "properties": .object(properties), "x-kubernetes-preserve-unknown-fields": true],
            preservesUnknown: true, depth: 0)
        return TypeSchema(table: reader.builder.table(), index: index)
    }()
}

extension SchemaCatalog {
    /// The kinds of an OpenAPI v3 document as the server gives it at `/openapi/v3/apis/GROUP/VERSION`: every schema
    /// with `x-kubernetes-group-version-kind`.
    ///
    /// - Throws: ``SchemaError`` where the document has no `components.schemas`.
    package init(openAPIV3 document: Value) throws(SchemaError) {
        guard let components = document[path: "components", "schemas"]?.object else {
            throw SchemaError(message: "expected an OpenAPI v3 document with 'components.schemas'")
        }
        var reader = OpenAPISchemaReader()
        if components[OpenAPISchemaReader.objectMeta] == nil {
            BuiltInSchemas.defineMeta(in: &reader.builder)
        }
        reader.readComponents(components)
        var kinds: [(GroupVersionKind, Int)] = []
        for member in components {
            for entry in member.value["x-kubernetes-group-version-kind"]?.array ?? [] {
                guard let version = entry["version"]?.string, let kind = entry["kind"]?.string else { continue }
                let group = entry["group"]?.string ?? ""
                kinds.append(
                    (GroupVersionKind(group: group, version: version, kind: kind), reader.builder.index(of: member.key))
                )
            }
        }
        let table = reader.builder.table()
        self.init()
        let digest = document.hashValue
        for (kind, index) in kinds { schemas[kind] = TypeSchema(table: table, index: index, digest: digest) }
    }

    /// Adds each version of a custom resource by its `openAPIV3Schema`.
    ///
    /// - Throws: ``SchemaError`` where `spec.group`, `spec.names.kind` or `spec.versions` is missing.
    package mutating func add(customResourceDefinition definition: Value) throws(SchemaError) {
        guard let defined = GroupKind(definedBy: definition),
            let versions = definition[path: "spec", "versions"]?.array
        else {
            throw SchemaError(message: "expected 'spec.group', 'spec.names.kind' and 'spec.versions'")
        }
        for version in versions {
            guard let name = version["name"]?.string else {
                throw SchemaError(message: "expected a name in each of 'spec.versions'")
            }
            schemas[defined.version(name)] = Self.customResource(version[path: "schema", "openAPIV3Schema"])
        }
    }

    private static func customResource(_ schema: Value?) -> TypeSchema {
        guard case .object(let object)? = schema else { return unknownKind }
        var reader = OpenAPISchemaReader()
        reader.writesEmptyFields = false
        BuiltInSchemas.defineMeta(in: &reader.builder)
        let index = reader.type(of: reader.resource(.object(object)), preservesUnknown: false, depth: 0)
        return TypeSchema(table: reader.builder.table(), index: index, digest: object.hashValue)
    }
}

/// Why a document gives no schemas.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    package var message: String
    /// The field meant; empty for the document as a whole.
    package var path: [PathStep] = []
    package var description: String { message }
}
