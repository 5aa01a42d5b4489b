import Manifests

/// The order of a list after a strategic merge patch: what the patch names in the patch's order, the rest in the
/// server's, both woven together by the server's order (`normalizeElementOrder` of k8s.io/apimachinery).
///
///     server  a b c      patch  c x      merged  c x a b      // x is new: it stays with what the patch names
struct ElementOrder {
    /// The field that identifies an item; nil for scalars.
    let mergeKey: String?
    /// The items of the patch, or of its `$setElementOrder`.
    let patch: [Value]

    func applied(to list: [Value], server: [Value]) -> [Value] {
        let named = list.filter { position($0, in: patch) != nil }
        let rest = list.filter { position($0, in: patch) == nil }
        return weave(sorted(rest, by: server), sorted(named, by: patch), server: server)
    }

    private func identity(_ item: Value) -> Value { mergeKey.flatMap { item[$0] } ?? item }

    private func position(_ item: Value, in order: [Value]) -> Int? {
        let wanted = identity(item)
        return order.firstIndex { identity($0) == wanted }
    }

    private func sorted(_ items: [Value], by order: [Value]) -> [Value] {
        items.map { (item: $0, place: position($0, in: order) ?? -1) }.sorted { $0.place < $1.place }.map(\.item)
    }

    /// An item of the server's comes first only where the server knows both and has it first.
    private func weave(_ own: [Value], _ named: [Value], server: [Value]) -> [Value] {
        var (own, named, result) = (own[...], named[...], [Value]())
        while let left = own.first, let right = named.first {
            if let i = position(left, in: server), let j = position(right, in: server), i < j {
                result.append(left)
                own.removeFirst()
            } else {
                result.append(right)
                named.removeFirst()
            }
        }
        return result + own + named
    }
}
