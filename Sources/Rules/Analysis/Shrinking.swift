import Manifests

/// Smaller inputs than one that shows something.
enum Shrinking {
    /// Each differs from the value in one place: a member or an element less, a text or a number that is simpler. Large
    /// cuts come first.
    static func smaller(than value: Value) -> [Value] {
        switch value {
        case .object(let object):
            let without = object.members.map { member -> Value in
                var copy = object
                copy[member.key] = nil
                return .object(copy)
            }
            return without
                + object.members.flatMap { member in
                    smaller(than: member.value).map { inner -> Value in
                        var copy = object
                        copy[member.key] = inner
                        return .object(copy)
                    }
                }
        case .array(let elements):
            let without = elements.indices.map { index -> Value in
                var copy = elements
                copy.remove(at: index)
                return .array(copy)
            }
            return without
                + elements.indices.flatMap { index in
                    smaller(than: elements[index]).map { inner -> Value in
                        var copy = elements
                        copy[index] = inner
                        return .array(copy)
                    }
                }
        case .string(let text): return text.isEmpty ? [] : [.string("")]
        case .integer(let number): return number == 0 ? [] : [.integer(0), .integer(number / 2)]
        case .bool(true): return [.bool(false)]
        case .double(let number): return number == 0 ? [] : [.integer(0)]
        case .null, .bool(false): return []
        }
    }
}
