import Manifests
import Synchronization

/// How the built-in kinds are merged, by ``APITypes``.
///
/// A process asks for a few kinds of many, and plans begin with it: only what is asked for is read, and each type once.
enum BuiltInSchemas {
    private struct Read: Sendable {
        var definer = Definer()
        var schemas: [GroupVersionKind: TypeSchema] = [:]
    }

    private static let read = Mutex(Read())

    static func contains(_ kind: GroupVersionKind) -> Bool { APITypes.builtIn.contains(kind) }

    static var kinds: [GroupVersionKind] { APITypes.builtIn.kinds }

    static let versions = Dictionary(grouping: kinds, by: \.groupKind)

    /// - Returns: nil for a kind that is not built in.
    static func schema(of kind: GroupVersionKind) -> TypeSchema? {
        read.withLock { read in
            if let schema = read.schemas[kind] { return schema }
            guard let type = APITypes.builtIn[kind] else { return nil }
            read.definer.define(type.name)
            let index = read.definer.builder.index(of: qualified(type.name))
            // Indices stay, so the tables of kinds that were asked for before remain the beginnings of this one.
            let schema = TypeSchema(table: read.definer.builder.table(), index: index)
            read.schemas[kind] = schema
            return schema
        }
    }

    /// Defines the types of `meta/v1`, which documents and definitions may refer to without having them.
    static func defineMeta(in builder: inout SchemaBuilder) {
        var definer = Definer(builder: builder)
        for name in APITypes.builtIn.names(of: "meta/v1") { definer.define(name) }
        builder = definer.builder
    }

    /// The name in OpenAPI documents for the types that custom resources share with the tables.
    fileprivate static func qualified(_ name: String) -> String {
        name.utf8.starts(with: "meta/".utf8) ? APIType.documentName(name) : name
    }

    /// Turns types into definitions, with all types that they use.
    private struct Definer: Sendable {
        var builder = SchemaBuilder()
        private var defined: Set<String> = []
        private var open: [String] = []

        init(builder: SchemaBuilder = SchemaBuilder()) { self.builder = builder }

        mutating func define(_ name: String) {
            open = [name]
            while let next = open.popLast() {
                guard defined.insert(next).inserted, let type = APITypes.builtIn[next] else { continue }
                let definition = definition(type)
                builder.define(BuiltInSchemas.qualified(type.name), as: definition)
            }
        }

        private mutating func definition(_ type: APIType) -> TypeDefinition {
            guard !type.isFree else { return .deduced }
            var fields: [MapSchema.Field] = []
            fields.reserveCapacity(type.members.count + 2)
            for member in type.members {
                let fallback = member.defaultValue
                fields.append(
                    MapSchema.Field(
                        name: member.name, type: index(of: member), defaultValue: fallback,
                        patchStrategy: member.patchStrategy,
                        isAlwaysPresent: member.isRequired || fallback == .object([:])))
            }
            if type.hasIdentity {
                for name in ["apiVersion", "kind"] {
                    fields.append(MapSchema.Field(name: name, type: builder.add(.string)))
                }
            }
            // An object without declared fields allows any.
            let additional = fields.isEmpty ? TypeDefinition.deducedIndex : nil
            return TypeDefinition(map: MapSchema(fields: fields, additional: additional, isAtomic: type.isAtomic))
                .filled(as: type.name)
        }

        private mutating func index(of member: APIType.Field) -> Int {
            guard member.isGranular, case .type(let name) = member.shape else { return index(of: member.shape) }
            open.append(name)
            return builder.index(of: BuiltInSchemas.qualified(name), atomic: false)
        }

        private mutating func index(of shape: APIType.Shape) -> Int {
            switch shape {
            case .string, .bytes: return builder.add(.string)
            case .boolean: return builder.add(.boolean)
            case .int32: return builder.add(.int32)
            case .int64: return builder.add(.int64)
            case .double: return builder.add(.numeric)
            case .quantity:
                builder.define(OpenAPISchemaReader.quantity, as: .quantity)
                return builder.index(of: OpenAPISchemaReader.quantity)
            case .time, .microTime: return builder.add(.untyped)
            case .integerOrString: return builder.add(.integerOrString)
            case .raw: return TypeDefinition.atomicAnythingIndex
            case .fieldSet: return builder.add(.freeMap)
            case .wrappedStrings: return index(of: .list(.string(values: []), .atomic))
            case .list(let item, let type):
                let item = index(of: item)
                return builder.add(TypeDefinition(list: ListSchema(type: type, item: item)))
            case .map(let value, let isAtomic):
                let value = index(of: value)
                return builder.add(
                    TypeDefinition(map: MapSchema(fields: [], additional: value, isAtomic: isAtomic)))
            case .type(let name):
                open.append(name)
                return builder.index(of: BuiltInSchemas.qualified(name))
            }
        }
    }
}

extension TypeDefinition {
    fileprivate static let string = TypeDefinition(scalar: .string)
    fileprivate static let boolean = TypeDefinition(scalar: .boolean)
    fileprivate static let numeric = TypeDefinition(scalar: .numeric)
    fileprivate static let int32 = TypeDefinition(scalar: .numeric, format: .int32)
    fileprivate static let int64 = TypeDefinition(scalar: .numeric, format: .int64)
    fileprivate static let untyped = TypeDefinition(scalar: .untyped)
    fileprivate static let freeMap = TypeDefinition(
        map: MapSchema(fields: [], additional: deducedIndex, isAtomic: false))
}
