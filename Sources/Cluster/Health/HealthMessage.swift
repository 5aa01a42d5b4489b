import Manifests

/// A message with fields in it.
///
///     {status.updatedReplicas|0} of {spec.replicas|1} replicas are updated
///     container '{item.name}': {item.state.waiting.reason}[: {item.state.waiting.message}]
///
/// What stands in brackets is left out where one of its fields is absent; elsewhere an absent field prints
/// `unknown`. Doubled, `{{`, `}}`, `[[` and `]]` stand for themselves.
struct HealthMessage: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case text(String)
        case field(HealthExpression)
        case optional([Part])
    }

    /// Characters of a message.
    static let longest = 1000

    var parts: [Part]

    func text(in evaluation: HealthEvaluation) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .field(let expression): text += expression.text(in: evaluation) ?? expression.absence(in: evaluation)
            case .optional(let parts): text += Self.text(of: parts, in: evaluation) ?? ""
            }
        }
        return Self.oneLine(text)
    }

    private static func text(of parts: [Part], in evaluation: HealthEvaluation) -> String? {
        var text = ""
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .field(let expression):
                guard let value = expression.text(in: evaluation) else { return nil }
                text += value
            case .optional: return nil
            }
        }
        return text
    }

    /// What a controller wrote, on one line and of bounded length, without control characters.
    static func oneLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < longest else {
                result.append("…")
                break
            }
            let category = scalar.properties.generalCategory
            // Marks that turn the direction of a text around make it read as another.
            if category == .format { continue }
            let isBlank =
                scalar == " " || category == .control || category == .lineSeparator || category == .paragraphSeparator
            if isBlank, result.isEmpty || result.last == " " { continue }
            result.append(isBlank ? " " : scalar)
            count += 1
        }
        if result.last == " " { result.removeLast() }
        return String(result)
    }
}

extension HealthMessage {
    static func parse(_ text: String) throws(HealthExpressionParser.Fault) -> HealthMessage {
        var parts: [Part] = []
        var optional: [Part]?
        var literal = ""
        func append(_ part: Part) {
            if optional == nil { parts.append(part) } else { optional?.append(part) }
        }
        func flush() {
            if !literal.isEmpty { append(.text(literal)) }
            literal = ""
        }
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if "{}[]".contains(character), rest.first == character {
                rest.removeFirst()
                literal.append(character)
                continue
            }
            guard "{}[]".contains(character) else {
                literal.append(character)
                continue
            }
            flush()
            switch (character, optional) {
            case ("{", _): append(.field(try field(&rest)))
            case ("[", nil): optional = []
            case ("[", _): throw .init(message: "expected ']' before another '['")
            case ("]", let group?):
                optional = nil
                parts.append(.optional(group))
            case ("]", nil): throw .init(message: "expected '[' before ']'")
            default: throw .init(message: "expected '{' before '}'")
            }
        }
        guard optional == nil else { throw .init(message: "expected ']' at the end") }
        flush()
        return HealthMessage(parts: parts)
    }

    /// What stands between braces, of which the first is read.
    private static func field(_ rest: inout Substring) throws(HealthExpressionParser.Fault) -> HealthExpression {
        guard let end = rest.firstIndex(of: "}") else { throw .init(message: "expected '}' after '{\(rest)'") }
        let field = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        return try HealthExpressionParser.expression(field)
    }
}
