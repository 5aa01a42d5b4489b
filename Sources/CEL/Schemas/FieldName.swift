import Patterns

/// The names under which rules reach fields whose own names are no identifiers (KEP-2876, "Escaping").
///
///     FieldName.escaped("x-y") == "x__dash__y"
///     FieldName.escaped("namespace") == "__namespace__"
package enum FieldName {
    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// - Returns: nil for a name that no rule can reach.
    package static func escaped(_ name: String) -> String? {
        guard let first = name.unicodeScalars.first, !first.isDigit else { return nil }
        if reserved.contains(name) { return "__\(name)__" }
        let scalars = Array(name.unicodeScalars)
        var result = ""
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            case "_" where index < scalars.count && scalars[index] == "_":
                index += 1
                result += "__underscores__"
            default:
                guard scalar.isIdentifierStart || scalar.isDigit else { return nil }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
