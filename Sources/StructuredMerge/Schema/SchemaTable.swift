import Manifests

/// The types of one source of schemas, which refer to one another by index; so recursive types need no cycles of
/// references, and a whole catalog is one immutable value.
final class SchemaTable: Sendable {
    let types: [TypeDefinition]

    init(_ types: [TypeDefinition]) { self.types = types }
}

/// What a value of a type may be: one of up to three shapes (structured-merge-diff `schema.Atom`).
///
/// A class, as are the shapes: types are looked at for every node of every object, and one reference is cheaper to
/// take than the parts of a struct.
final class TypeDefinition: Sendable, Equatable {
    let scalar: Scalar?
    let list: ListSchema?
    let map: MapSchema?
    /// What the scalar must be besides; merging does not ask.
    let format: ScalarFormat

    init(scalar: Scalar? = nil, list: ListSchema? = nil, map: MapSchema? = nil, format: ScalarFormat = .any) {
        self.scalar = scalar
        self.list = list
        self.map = map
        self.format = format
    }

    static let quantity = TypeDefinition(scalar: .untyped, format: .quantity)

    /// The scalar is a `resource.Quantity`, of which the server writes one spelling.
    var isQuantity: Bool { format == .quantity }

    /// A container that is owned as a whole; of a type of several shapes, what its maps are.
    var isAtomic: Bool { map?.isAtomic ?? (list?.type == .atomic) }

    static func == (left: TypeDefinition, right: TypeDefinition) -> Bool {
        left === right
            || (left.scalar == right.scalar && left.list == right.list && left.map == right.map
                && left.format == right.format)
    }
}

/// The scalar shape of a type.
package enum Scalar: Sendable, Hashable {
    case numeric
    case string
    case boolean
    /// Any scalar: quantities, times, integer-or-string.
    case untyped
}

/// How strategic merge patch treats a field (`x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key`).
package struct PatchStrategy: Sendable, Hashable {
    /// Lists are merged item by item instead of replaced.
    package var merges: Bool
    /// Keys that the patch does not name are cleared.
    package var retainsKeys: Bool
    /// The field that identifies an item of a merged list of objects; nil for scalars and for maps.
    package var mergeKey: String?

    package init(merges: Bool = false, retainsKeys: Bool = false, mergeKey: String? = nil) {
        self.merges = merges
        self.retainsKeys = retainsKeys
        self.mergeKey = mergeKey
    }
}

/// How the items of a list are told apart (`x-kubernetes-list-type`).
package enum ListType: Sendable, Hashable {
    /// One value, replaced as a whole.
    case atomic
    /// Scalars, each at most once.
    case set
    /// Objects, identified by the values of these fields.
    case map(keys: [String])
}

final class ListSchema: Sendable, Equatable {
    let type: ListType
    /// Index of the items' type.
    let item: Int

    init(type: ListType, item: Int) {
        self.type = type
        self.item = item
    }

    var isAtomic: Bool { type == .atomic }

    static func == (left: ListSchema, right: ListSchema) -> Bool {
        left === right || (left.type == right.type && left.item == right.item)
    }
}

final class MapSchema: Sendable, Equatable {
    struct Field: Sendable, Equatable {
        var name: String
        var type: Int
        /// The schema's default; stands in for an absent key field of a list item.
        var defaultValue: Value?
        /// What the server's code fills in without saying so in its documents; see ``ServerDefaults``.
        var filledValue: Value?
        var patchStrategy: PatchStrategy?
        /// A Go field without `omitempty` or of struct type: an empty object of the API server has it.
        var isAlwaysPresent = false

        /// What an absent field becomes.
        var givenValue: Value? { filledValue ?? defaultValue }
    }

    // INVARIANT: ascending by the bytes of the names.
    let fields: [Field]
    /// The type of members that are no declared fields; nil where none are allowed.
    let additional: Int?
    /// One value, replaced as a whole (`x-kubernetes-map-type: atomic`).
    let isAtomic: Bool

    init(fields: [Field], additional: Int?, isAtomic: Bool) {
        self.fields = fields.sorted { $0.name.precedesByBytes($1.name) }
        self.additional = additional
        self.isAtomic = isAtomic
    }

    func with(isAtomic: Bool) -> MapSchema {
        MapSchema(fields: fields, additional: additional, isAtomic: isAtomic)
    }

    func field(_ name: String) -> Field? { position(of: name).map { fields[$0] } }

    /// The index of a declared field's type.
    func type(of name: String) -> Int? { position(of: name).map { fields[$0].type } }

    private func position(of name: String) -> Int? {
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            let order = fields[middle].name.compareBytes(with: name)
            if order == 0 { return middle }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    static func == (left: MapSchema, right: MapSchema) -> Bool {
        left === right
            || (left.fields == right.fields && left.additional == right.additional && left.isAtomic == right.isAtomic)
    }
}

extension TypeDefinition {
    /// Anything, a whole (`__untyped_atomic_` of structured-merge-diff), at index 0 of every table.
    static let atomicAnything = TypeDefinition(
        scalar: .untyped, list: ListSchema(type: .atomic, item: 0),
        map: MapSchema(fields: [], additional: 0, isAtomic: true))

    /// Anything; maps granular, lists atomic (`__untyped_deduced_`), at index 1 of every table.
    static let deduced = TypeDefinition(
        scalar: .untyped, list: ListSchema(type: .atomic, item: 0),
        map: MapSchema(fields: [], additional: 1, isAtomic: false))

    /// A whole number or a string; merged as what no schema describes, for its schema names no type.
    static let integerOrString = TypeDefinition(
        scalar: deduced.scalar, list: deduced.list, map: deduced.map, format: .integerOrString)

    /// The types that every table begins with.
    static let common = [atomicAnything, deduced]
    static let atomicAnythingIndex = 0
    static let deducedIndex = 1
}
