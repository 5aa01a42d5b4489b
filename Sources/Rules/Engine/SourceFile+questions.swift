extension SourceFile {
    /// Whether the file may ask what else there is: it names `cluster`.
    package var asksInventory: Bool {
        let stream = Lexer.tokens(of: self)
        return stream.tokens.contains { stream.text($0) == "cluster" }
    }
}
