/// What a policy may ask beside the object that it judges.
package enum Evidence: Sendable, Hashable {
    case inventory
    case signatures
}

extension SourceFile {
    /// What the file may ask for: it names `cluster`, `signatures(of:)` or `attestations(of:type:)`.
    package var evidenceAsked: Set<Evidence> {
        let stream = Lexer.tokens(of: self)
        var asked: Set<Evidence> = []
        for token in stream.tokens {
            switch stream.text(token) {
            case "cluster": asked.insert(.inventory)
            case "signatures", "attestations": asked.insert(.signatures)
            default: break
            }
        }
        return asked
    }
}
