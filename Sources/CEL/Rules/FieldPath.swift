import Manifests

/// The path in a rule's `fieldPath`: `.spec.ports['http']`.
enum FieldPath {
    /// As errors show it: `spec.ports[http]`; empty for a path that is none.
    static func normalized(_ text: String) -> String {
        guard let steps = steps(text.trimmingSpace()) else { return "" }
        return steps.enumerated().map { index, step in index == 0 ? step : ".\(step)" }.joined()
    }

    /// Whether the path leads to a field of the schema.
    static func leads(_ text: String, in schema: Object) -> Bool {
        guard let steps = steps(text) else { return false }
        var schema = schema
        for step in steps {
            guard let below = schema["properties"]?[step]?.object ?? schema["additionalProperties"]?.object else {
                return false
            }
            schema = below
        }
        return true
    }

    /// `.name` and `['name']`, one after the other; nil for anything else.
    private static func steps(_ text: String) -> [String]? {
        var steps: [String] = []
        var rest = text.unicodeScalars[...]
        while let first = rest.popFirst() {
            var step = String.UnicodeScalarView()
            if first == "." {
                while let scalar = rest.first, scalar != ".", scalar != "[", scalar != "]" {
                    step.append(scalar)
                    rest.removeFirst()
                }
            } else if first == "[", rest.popFirst() == "'" {
                guard quoted(&rest, into: &step), rest.popFirst() == "]" else { return nil }
            } else {
                return nil
            }
            guard !step.isEmpty else { return nil }
            steps.append(String(step))
        }
        return steps
    }

    private static func quoted(_ rest: inout Substring.UnicodeScalarView, into step: inout String.UnicodeScalarView)
        -> Bool
    {
        while let scalar = rest.popFirst() {
            if scalar == "'" { return true }
            guard scalar == "\\" else {
                step.append(scalar)
                continue
            }
            guard let escaped = rest.popFirst(), let index = "abfnrtv'\\".unicodeScalars.firstIndex(of: escaped) else {
                return false
            }
            step.append("\u{07}\u{08}\u{0C}\n\r\t\u{0B}'\\".unicodeScalars[index])
        }
        return false
    }
}
