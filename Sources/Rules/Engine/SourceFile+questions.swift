/// What a policy may ask beside the object that it judges.
package enum Evidence: Sendable, Hashable {
    case inventory
    case signatures
    case change
}

extension SourceFile {
    /// What the file may ask for: it names `cluster`, `signatures(of:)`, `attestations(of:type:)` or `change`.
    package var evidenceAsked: Set<Evidence> {
        let stream = Lexer.tokens(of: self)
        var asked: Set<Evidence> = []
        for token in stream.tokens {
            switch stream.text(token) {
            case "cluster": asked.insert(.inventory)
            case "signatures", "attestations": asked.insert(.signatures)
            case "change": asked.insert(.change)
            default: break
            }
        }
        return asked
    }
}
