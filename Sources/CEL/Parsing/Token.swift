struct Token {
    enum Kind: Equatable {
        case identifier(String)
        /// A name in backticks, which may stand for a field only.
        case quotedIdentifier(String)
        case int(String)
        case uint(String)
        case double(String)
        case string(String)
        case bytes([UInt8])
        /// An operator, a bracket, `true`, `false`, `null` or `in`.
        case symbol(String)
        case end
    }

    var kind: Kind
    /// Of its first code point.
    var offset: Int
    /// As it was written.
    var text: String
}
