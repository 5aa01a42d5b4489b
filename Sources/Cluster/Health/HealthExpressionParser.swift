import Manifests

/// Reads the text of a ``HealthExpression``.
struct HealthExpressionParser {
    struct Fault: Error, Equatable {
        var message: String
    }

    private let text: [Character]
    private var position = 0

    private init(_ text: String) { self.text = Array(text) }

    static func expression(_ text: String) throws(Fault) -> HealthExpression {
        var parser = HealthExpressionParser(text)
        var terms = [try parser.term(isSubtracted: false)]
        while !parser.isAtEnd {
            guard parser.take(" "), let sign = parser.next, sign == "+" || sign == "-" else {
                throw Fault(message: "expected ' + ' or ' - ' after '\(parser.read)'")
            }
            parser.position += 1
            guard parser.take(" ") else { throw Fault(message: "expected a space after '\(sign)'") }
            terms.append(try parser.term(isSubtracted: sign == "-"))
        }
        return HealthExpression(terms: terms)
    }

    static func path(_ text: String) throws(Fault) -> HealthPath {
        var parser = HealthExpressionParser(text)
        let path = try parser.path()
        guard parser.isAtEnd else { throw Fault(message: "expected the path to end after '\(parser.read)'") }
        return path
    }

    // MARK: Parts

    private mutating func term(isSubtracted: Bool) throws(Fault) -> HealthExpression.Term {
        var alternatives = [try alternative()]
        while take("|") { alternatives.append(try alternative()) }
        return HealthExpression.Term(isSubtracted: isSubtracted, alternatives: alternatives)
    }

    private mutating func alternative() throws(Fault) -> HealthExpression.Alternative {
        if take("'") { return .literal(.string(try quoted())) }
        if let digit = next, digit.isASCII, digit.isNumber {
            let word = word()
            guard let number = Int64(word) else { throw Fault(message: "expected a whole number, found '\(word)'") }
            return .literal(.integer(number))
        }
        let start = position
        if word() == "count", take("(") {
            let path = try path()
            guard take(")") else { throw Fault(message: "expected ')' after '\(read)'") }
            return .count(path)
        }
        position = start
        return .path(try path())
    }

    private mutating func path() throws(Fault) -> HealthPath {
        let first = word()
        guard !first.isEmpty else {
            throw Fault(
                message: isAtEnd ? "expected a field name at the end" : "expected a field name, found '\(rest)'")
        }
        var origin = HealthPath.Origin.object
        var steps: [PathStep] = []
        if first != "object", let known = HealthPath.Origin(rawValue: first) {
            origin = known
        } else {
            steps.append(.key(first))
        }
        while true {
            if take(".") {
                let key = word()
                guard !key.isEmpty else { throw Fault(message: "expected a field name after '\(read)'") }
                steps.append(.key(key))
            } else if take("[") {
                steps.append(try bracketed())
            } else {
                return HealthPath(origin, steps)
            }
        }
    }

    private mutating func bracketed() throws(Fault) -> PathStep {
        let step: PathStep
        if take("'") {
            step = .key(try quoted())
        } else if let index = Int(word()), index >= 0 {
            step = .index(index)
        } else {
            throw Fault(message: "expected an index or a key in quotes in '[…]'")
        }
        guard take("]") else { throw Fault(message: "expected ']' after '\(read)'") }
        return step
    }

    // MARK: Characters

    private var isAtEnd: Bool { position >= text.count }
    private var next: Character? { isAtEnd ? nil : text[position] }
    private var read: String { String(text[..<position]) }
    private var rest: String { String(text[position...]) }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    private mutating func word() -> String {
        let start = position
        while let character = next, !" .[]|'{}()+".contains(character) { position += 1 }
        return String(text[start..<position])
    }

    private mutating func quoted() throws(Fault) -> String {
        let start = position
        while let character = next, character != "'" { position += 1 }
        let content = String(text[start..<position])
        guard take("'") else { throw Fault(message: "expected a closing quote after '\(content)'") }
        return content
    }
}
