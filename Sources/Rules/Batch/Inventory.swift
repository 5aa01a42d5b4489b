import Manifests

/// The objects of an inventory in the forms that people have it: a list, a `List`, or Gatekeeper's tree of
/// `cluster[apiVersion][kind][name]` and `namespace[namespace][apiVersion][kind][name]`.
enum Inventory {
    static func objects(in value: Value) -> [Value] {
        if let list = value.array { return list }
        if let items = value["items"]?.array { return items }
        var found: [Value] = []
        collect(value, depth: 0, &found)
        return found
    }

    private static func collect(_ value: Value, depth: Int, _ found: inout [Value]) {
        guard let object = value.object, depth < 8 else { return }
        if value["kind"]?.string != nil, value["metadata"]?.object != nil { return found.append(value) }
        for member in object { collect(member.value, depth: depth + 1, &found) }
    }
}
