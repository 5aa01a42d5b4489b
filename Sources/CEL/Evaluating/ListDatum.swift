import Manifests

/// A list: made by an expression, or a part of an object, whose elements get their types as they are read.
struct ListDatum: Sendable {
    /// How Kubernetes tells two elements of a list apart (`x-kubernetes-list-type`).
    enum Identity: Hashable, Sendable {
        case position
        case value
        case keys([String])
    }

    private enum Storage: Sendable {
        case made([Datum])
        case read([Value], SchemaNode)
    }

    private var storage: Storage
    private(set) var identity = Identity.position

    init(_ elements: [Datum], identity: Identity = .position) {
        storage = .made(elements)
        self.identity = identity
    }

    init(_ items: [Value], _ schema: SchemaNode, identity: Identity) {
        storage = .read(items, schema)
        self.identity = identity
    }

    var count: Int {
        switch storage {
        case .made(let elements): elements.count
        case .read(let items, _): items.count
        }
    }

    /// - Parameter index: below the count.
    func element(_ index: Int) throws(EvaluationError) -> Datum {
        switch storage {
        case .made(let elements): return elements[index]
        case .read(let items, let schema): return try schema.datum(items[index])
        }
    }

    func elements() throws(EvaluationError) -> [Datum] {
        switch storage {
        case .made(let elements): return elements
        case .read(let items, let schema):
            var elements: [Datum] = []
            elements.reserveCapacity(items.count)
            for item in items { elements.append(try schema.datum(item)) }
            return elements
        }
    }

    mutating func append(_ element: Datum) {
        guard case .made(var elements) = storage else { return }
        // The array must be held once only, or appending would copy it.
        storage = .made([])
        elements.append(element)
        storage = .made(elements)
    }

    /// Whether both are the same part of the same object, which makes them equal without a look at types.
    func isSameReading(as other: ListDatum) -> Bool {
        guard case .read(let items, let schema) = storage, case .read(let others, let otherSchema) = other.storage
        else { return false }
        return schema === otherSchema && items == others
    }
}
