package import Manifests

/// The type of a value: what it may be, and which of its parts are owned one by one.
///
/// A reference into an immutable table; cheap to copy and to pass between tasks. Recursive types
/// (`JSONSchemaProps`) are resolved as one descends.
package struct TypeSchema: Sendable {
    let table: SchemaTable
    let index: Int
    /// Another for each document that kinds were read from; the same for all that is built in.
    package var digest = 0

    var definition: TypeDefinition { table.types[index] }

    private func at(_ index: Int) -> TypeSchema { TypeSchema(table: table, index: index) }

    /// Without a schema: maps are granular, lists atomic, every scalar allowed.
    package static let untyped = TypeSchema(
        table: SchemaTable(TypeDefinition.common), index: TypeDefinition.deducedIndex)

    package var scalar: Scalar? { table.types[index].scalar }
    /// Nil where the value may be no list.
    package var listType: ListType? { table.types[index].list?.type }
    /// Nil where the value may be no list.
    package var items: TypeSchema? { table.types[index].list.map { at($0.item) } }
    package var isMap: Bool { table.types[index].map != nil }
    /// A map that is owned as a whole.
    package var isAtomicMap: Bool { table.types[index].map?.isAtomic ?? false }
    /// The declared fields, ascending by bytes; empty for a free map.
    package var fieldNames: [String] { table.types[index].map?.fields.map(\.name) ?? [] }
    /// The type of members that no field declares; nil where none are allowed or the value may be no map.
    package var additional: TypeSchema? { table.types[index].map?.additional.map { at($0) } }

    /// The type of a declared field.
    package func field(_ name: String) -> TypeSchema? {
        table.types[index].map?.type(of: name).map { at($0) }
    }

    /// The type below `element`; nil where the schema has no such part.
    package func child(_ element: PathElement) -> TypeSchema? {
        switch element {
        case .field(let name): field(name) ?? additional
        case .key, .value, .index: items
        }
    }

    /// What the schema declares as a field's default.
    package func defaultValue(of field: String) -> Value? { table.types[index].map?.field(field)?.defaultValue }

    /// How strategic merge patch treats a field; nil where it follows the rule for its kind of value
    /// (maps merge, lists are replaced).
    package func patchStrategy(of field: String) -> PatchStrategy? {
        table.types[index].map?.field(field)?.patchStrategy
    }

    /// The object that the API server compares a new one with: the fields that Go always writes, empty.
    /// Without declared kinds (custom resources) an empty object.
    package var emptyObject: Value {
        guard let map = table.types[index].map else { return .object(Object()) }
        var members: [Object.Member] = []
        for field in map.fields where field.isAlwaysPresent {
            let schema = at(field.type)
            let value: Value =
                switch field.defaultValue {
                case .object?: schema.emptyObject
                case let scalar?: scalar
                case nil: .null
                }
            members.append(Object.Member(key: field.name, value: value))
        }
        return .object(Object(members))
    }
}
