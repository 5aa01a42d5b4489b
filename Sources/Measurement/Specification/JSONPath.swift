package import Manifests

/// The path to one value in JSON: a subset of RFC 9535 without wildcards, filters or slices.
///
///     JSONPath("$.data.result[0].value")    also as kubectl writes it: {$.data.result[0].value}
package struct JSONPath: Sendable, Hashable {
    package let text: String
    let steps: [PathStep]

    /// - Returns: nil for what is no such path.
    package init?(_ text: String) {
        var rest = text[...]
        if rest.hasPrefix("{"), rest.hasSuffix("}") { rest = rest.dropFirst().dropLast() }
        if rest.hasPrefix("$") { rest = rest.dropFirst() } else if !rest.hasPrefix(".") { return nil }
        var steps: [PathStep] = []
        while let first = rest.first {
            let inner: Substring
            if first == "." {
                inner = rest.dropFirst().prefix { $0 != "." && $0 != "[" }
                guard !inner.isEmpty, !inner.contains("*") else { return nil }
                steps.append(.key(String(inner)))
                rest = rest.dropFirst(1 + inner.count)
            } else {
                guard first == "[", let end = rest.firstIndex(of: "]") else { return nil }
                inner = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
                if let index = Int(inner), index >= 0 {
                    steps.append(.index(index))
                } else if inner.count > 2, let quote = inner.first, quote == "'" || quote == "\"", inner.last == quote {
                    steps.append(.key(String(inner.dropFirst().dropLast())))
                } else {
                    return nil
                }
            }
        }
        self.text = text
        self.steps = steps
    }
}

extension FieldKind where T == JSONPath {
    package static var jsonPath: FieldKind {
        FieldKind("a path like '$.data[0].count'") { $0.string.flatMap(JSONPath.init) }
    }
}
