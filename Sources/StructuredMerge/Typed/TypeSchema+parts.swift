package import Manifests

extension TypeSchema {
    /// How the parts of a value are owned.
    package enum Parts: Sendable, Hashable {
        /// Not by themselves: a scalar, null, or an atomic map or list.
        case none
        case members
        case items
    }

    package func parts(of value: Value) -> Parts {
        if value.isNull { return .none }
        return switch definition.shape(of: value) {
        case .map?: isAtomicMap ? .none : .members
        case .list?: listType == .atomic ? .none : .items
        case .scalar?, nil: .none
        }
    }

    /// The type of a map's member, also of one that the schema does not know.
    package func member(_ name: String) -> TypeSchema {
        definition.map.map { TypeSchema(table: table, index: table.memberType(name, of: $0).type) } ?? .untyped
    }

    /// How an item of the list is known to owners, absent keys by their defaults; nil where it cannot be told from others.
    package func element(of item: Value) -> PathElement? {
        definition.list.flatMap { try? table.element(of: item, in: $0) }
    }
}
