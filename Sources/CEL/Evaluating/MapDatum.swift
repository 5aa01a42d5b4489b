import Manifests

/// A map: made by an expression, or an object or a map that is part of the validated object.
struct MapDatum: Sendable {
    private struct Entries: Sendable {
        var keys: [Datum] = []
        var values: [MapKey: Datum] = [:]
    }

    private enum Storage: Sendable {
        case made(Entries)
        case read(Object, SchemaNode)
    }

    private var storage: Storage

    init() { storage = .made(Entries()) }

    init(_ object: Object, _ schema: SchemaNode) { storage = .read(object, schema) }

    /// Of an object the members that its schema does not know are counted too.
    var count: Int {
        switch storage {
        case .made(let entries): entries.keys.count
        case .read(let object, _): object.count
        }
    }

    /// Those that an expression can name, in order.
    var keys: [Datum] {
        switch storage {
        case .made(let entries): entries.keys
        case .read(let object, let schema): object.keys.compactMap { schema.visibleName(of: $0).map(Datum.string) }
        }
    }

    /// Nil where there is no such key.
    func value(_ key: Datum) throws(EvaluationError) -> Datum? {
        switch storage {
        case .made(let entries):
            switch key {
            case .bool, .int, .uint, .double, .string: return MapKey(key).flatMap { entries.values[$0] }
            default: throw .noSuchOverload
            }
        case .read(let object, let schema):
            guard case .string(let name) = key else { throw .noSuchOverload }
            return try schema.member(name, of: object)
        }
    }

    /// - Returns: false where the key is there already.
    mutating func insert(_ key: Datum, _ value: Datum) throws(EvaluationError) -> Bool {
        guard case .made(var entries) = storage else { throw .noSuchOverload }
        guard let mapKey = MapKey(key) else { throw .fault("unsupported key type: \(key.typeName)") }
        storage = .made(Entries())
        let isNew = entries.values.updateValue(value, forKey: mapKey) == nil
        if isNew { entries.keys.append(key) }
        storage = .made(entries)
        return isNew
    }

    /// The object that this was read from, and its schema.
    var reading: (object: Object, schema: SchemaNode)? {
        if case .read(let object, let schema) = storage { (object, schema) } else { nil }
    }
}
