import Manifests

/// The elements of a map list by their keys.
struct KeyedItems {
    private let keys: [String]
    private let items: [[Value?]: Value]

    /// Nil for lists of other types, whose elements nothing identifies.
    init?(_ items: [Value]?, _ schema: Object) {
        guard let items, schema["x-kubernetes-list-type"] == "map" else { return nil }
        let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        self.keys = keys
        self.items = Dictionary(items.map { item in (keys.map { item[$0] }, item) }) { first, _ in first }
    }

    func match(of item: Value) -> Value? { items[keys.map { item[$0] }] }
}
