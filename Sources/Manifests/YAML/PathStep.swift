/// One step into a value: a key of an object or an index of a list.
package enum PathStep: Hashable, Sendable {
    case key(String)
    /// From 0.
    case index(Int)
}

extension PathStep: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .key(value) }
    package init(integerLiteral value: Int) { self = .index(value) }
}

extension [PathStep] {
    /// `spec.containers[0].image`; a key that is no plain word is quoted: `metadata.labels['a/b']`.
    package var text: String {
        var text = ""
        for step in self {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where Self.isWord(key): text += text.isEmpty ? key : ".\(key)"
            case .key(let key): text += "['\(key)']"
            }
        }
        return text
    }

    private static func isWord(_ key: String) -> Bool {
        !key.isEmpty
            && key.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
                    true
                default: false
                }
            }
    }
}

extension Value {
    /// The value at the end of a path; nil where a step leads nowhere.
    package subscript(steps path: some Sequence<PathStep>) -> Value? {
        var value = self
        for step in path {
            switch step {
            case .key(let key):
                guard let next = value[key] else { return nil }
                value = next
            case .index(let index):
                guard case .array(let elements) = value, elements.indices.contains(index) else { return nil }
                value = elements[index]
            }
        }
        return value
    }
}
