package import Manifests

/// A structural schema as rules see it: the type that an expression has there, and how a value is read.
///
/// A class, as two places of a schema are two types even where they say the same.
package final class SchemaNode: Sendable {
    enum Shape: Sendable {
        case intOrString
        case object(Fields)
        case map(SchemaNode)
        case list(SchemaNode, ListDatum.Identity)
        case string(format: String)
        case number
        case integer
        case bool
        /// Kept whatever it is; no rule sees it.
        case preserved
        /// Nothing that a rule could read; the text says why.
        case unreadable(String)
    }

    struct Fields: Sendable {
        struct Field: Sendable {
            var name: String
            var schema: SchemaNode
        }

        /// By the names that rules use.
        var visible: [String: Field] = [:]
        /// The names that rules use, by the fields' own.
        var names: [String: String] = [:]
    }

    let shape: Shape
    let isNullable: Bool
    /// Nil where no rule can be written.
    let type: ValueType?
    /// What is assumed of the size of values at most.
    let bounds: SizeBounds

    /// Types get their names from their places, as the checker's errors show them.
    ///
    /// - Parameter isResource: whether `apiVersion`, `kind` and the object's names are there in any case.
    package init(_ schema: Object, isResource: Bool, name: String = "selfType", depth: Int = 0) {
        isNullable = schema["nullable"]?.bool ?? false
        (shape, type, bounds) = SchemaReader(schema: schema, name: name, depth: depth).read(isResource: isResource)
    }

    /// The child for a property, the items of a list or the values of a map.
    package func child(property name: String) -> SchemaNode? {
        switch shape {
        case .object(let fields): fields.names[name].flatMap { fields.visible[$0]?.schema }
        case .map(let value): value
        default: nil
        }
    }

    /// The child for a field by the name that rules use.
    func visible(_ field: String) -> SchemaNode? {
        switch shape {
        case .object(let fields): fields.visible[field]?.schema
        case .map(let value): value
        default: nil
        }
    }

    package var items: SchemaNode? { if case .list(let items, _) = shape { items } else { nil } }
}
