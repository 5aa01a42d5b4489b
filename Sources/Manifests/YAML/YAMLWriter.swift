/// Block style text of values.
struct YAMLWriter {
    private(set) var text = ""
    /// Columns from a key to the keys of its object.
    var step = 2
    /// Columns from a key to the dashes of its list. kubectl prints them under the key.
    var listStep = 0

    private static let firstKeys = ["apiVersion", "kind", "metadata", "name", "namespace", "spec"]
    /// libyaml finds the ':' of a plain `key: value` within 1,024 characters; escapes make a key longer.
    private static let longestSimpleKey = 120

    mutating func writeDocument(_ value: Value) {
        switch value {
        case .object(let object) where !object.isEmpty: writeMembers(object, indentation: 0, firstInline: true)
        case .array(let elements) where !elements.isEmpty: writeElements(elements, indentation: 0, firstInline: true)
        default:
            text += ScalarText.text(of: value, indentation: 2)
            text += "\n"
        }
    }

    /// - Parameter firstInline: the first line's indentation is written already.
    mutating func writeMembers(_ object: Object, indentation: Int, firstInline: Bool) {
        var isInline = firstInline
        for member in Self.ordered(object) {
            if !isInline { indent(indentation) }
            isInline = false
            writeKey(member.key, indentation: indentation)
            writeValue(member.value, indentation: indentation)
        }
    }

    private mutating func writeKey(_ key: String, indentation: Int) {
        let isLong = key.utf8.count > Self.longestSimpleKey
        text += isLong ? "? " : ""
        text += ScalarText.keyText(key)
        if isLong {
            text += "\n"
            indent(indentation)
        }
        text += ":"
    }

    private mutating func writeValue(_ value: Value, indentation: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            text += "\n"
            writeMembers(object, indentation: indentation + step, firstInline: false)
        case .array(let elements) where !elements.isEmpty:
            text += "\n"
            writeElements(elements, indentation: indentation + listStep, firstInline: false)
        default:
            text += " "
            text += ScalarText.text(of: value, indentation: indentation + 2)
            text += "\n"
        }
    }

    mutating func writeElements(_ elements: [Value], indentation: Int, firstInline: Bool) {
        for (index, element) in elements.enumerated() {
            if index > 0 || !firstInline { indent(indentation) }
            text += "- "
            switch element {
            case .object(let object) where !object.isEmpty:
                writeMembers(object, indentation: indentation + 2, firstInline: true)
            case .array(let inner) where !inner.isEmpty:
                writeElements(inner, indentation: indentation + 2, firstInline: true)
            default:
                text += ScalarText.text(of: element, indentation: indentation + 2)
                text += "\n"
            }
        }
    }

    private mutating func indent(_ count: Int) { text += String(repeating: " ", count: count) }

    private static func ordered(_ object: Object) -> [Object.Member] {
        let first = firstKeys.compactMap { key in object[key].map { Object.Member(key: key, value: $0) } }
        return first.isEmpty ? object.members : first + object.members.filter { !firstKeys.contains($0.key) }
    }
}
