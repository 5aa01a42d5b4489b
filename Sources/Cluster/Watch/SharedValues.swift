package import Manifests

/// Gives equal parts of objects one place in memory.
///
/// Most of an object is the same in all objects that were written alike: who owns which field, what the cluster filled
/// in, conditions. Direct-mapped: a part that falls on another's place takes it, so that parts which nobody else has
/// cost nothing for long.
package struct SharedValues {
    private struct Part {
        var hash: Int
        var value: Value
    }

    /// A power of two.
    private static let size = 4096
    /// A string of so many bytes lies within the value itself.
    private static let longestInline = 15
    /// Allocated with the first part.
    private var parts: [Part?] = []

    package init() {}

    /// The value with all its parts shared.
    package mutating func share(_ value: Value) -> Value { shared(value).value }

    private mutating func shared(_ value: Value) -> Part {
        switch value {
        case .object(let object) where !object.isEmpty:
            var hasher = Hasher()
            let members = object.map { member in
                let part = shared(member.value)
                hasher.combine(member.key)
                hasher.combine(part.hash)
                return Object.Member(key: member.key, value: part.value)
            }
            return kept(Part(hash: hasher.finalize(), value: .object(Object(members))))
        case .array(let elements) where !elements.isEmpty:
            var hasher = Hasher()
            let elements = elements.map { element in
                let part = shared(element)
                hasher.combine(part.hash)
                return part.value
            }
            return kept(Part(hash: hasher.finalize(), value: .array(elements)))
        case .string(let text) where text.utf8.count > Self.longestInline:
            return kept(Part(hash: text.hashValue, value: value))
        default: return Part(hash: value.hashValue, value: value)
        }
    }

    private mutating func kept(_ part: Part) -> Part {
        if parts.isEmpty { parts = Array(repeating: nil, count: Self.size) }
        let place = part.hash & (Self.size - 1)
        if let known = parts[place], known.hash == part.hash, known.value == part.value { return known }
        parts[place] = part
        return part
    }
}
