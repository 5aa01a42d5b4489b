/// Words that Swift keeps for itself; those that the rule language has not are refused by name.
enum Keyword {
    static let reserved: Set<String> = [
        "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue",
        "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
        "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "nonisolated",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "Self",
        "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var",
        "where", "while",
    ]

    /// Legal in Swift as plain names.
    static let contextual: Set<String> = ["actor", "any", "async", "await", "nonisolated", "operator"]

    static func isReserved(_ word: String) -> Bool { reserved.contains(word) && !contextual.contains(word) }

    /// What to write instead of a statement that the language leaves out.
    static let replacements: [String: String] = [
        "while": "iterate with 'for … in' over a list or a range: every loop is bounded",
        "repeat": "iterate with 'for … in' over a list or a range: every loop is bounded",
        "class": "use a struct: values are never shared",
        "actor": "use a struct: values are never shared",
        "try": "a fault denies by itself; there is nothing to catch",
        "throw": "use deny(…) to refuse, or let a fault deny by itself",
        "do": "a fault denies by itself; there is nothing to catch",
        "defer": "policies have no clean-up",
        "as": "read a member with its type instead, as in 'json.string'",
        "is": "compare 'json.type' instead",
        "inout": "return the new value instead",
    ]
}
