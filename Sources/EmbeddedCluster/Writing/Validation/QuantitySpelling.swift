import Manifests
import StructuredMerge

/// Quantities are compared as numbers (`apiequality.Semantic.DeepEqual`): `1Gi` in the place of `1073741824` is no change.
enum QuantitySpelling {
    /// An object of a built-in kind in which each quantity that is that of another object, at the same place, is written as
    /// there: what is equal then is equal to the server.
    static func aligned(_ object: Value, with other: Value, kind: GroupVersionKind) -> Value {
        guard let type = APITypes.builtIn[kind] else { return object }
        return aligned(object, other, .type(type.name))
    }

    /// Whether two objects of a kind are the same but for how quantities are written.
    static func same(_ object: Value, _ other: Value, kind: GroupVersionKind) -> Bool {
        object == other || aligned(object, with: other, kind: kind) == other
    }

    private static func aligned(_ value: Value, _ other: Value, _ shape: APIType.Shape) -> Value {
        if value == other { return value }
        switch (shape, value, other) {
        case (.quantity, _, _): return Quantity.same(value, other) ? other : value
        case (.list(let items, _), .array(let new), .array(let old)):
            return .array(
                new.enumerated().map { index, item in index < old.count ? aligned(item, old[index], items) : item })
        case (.map(let values, _), .object(let new), .object(let old)): return aligned(new, old) { _ in values }
        case (.type(let name), .object(let new), .object(let old)):
            guard let type = APITypes.builtIn[name] else { return value }
            return aligned(new, old) { type.member($0)?.shape }
        default: return value
        }
    }

    private static func aligned(_ new: Object, _ old: Object, shape: (String) -> APIType.Shape?) -> Value {
        var result = new
        for member in new {
            guard let other = old[member.key], let shape = shape(member.key) else { continue }
            result[member.key] = aligned(member.value, other, shape)
        }
        return .object(result)
    }
}
