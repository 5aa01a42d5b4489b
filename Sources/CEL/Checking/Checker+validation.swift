import Patterns

/// What is refused beyond types: literals of mixed types, and texts that a call could never read.
extension Checker {
    mutating func validate(_ expression: Expression, mayMix: Bool = false) {
        switch expression.kind {
        case .list(let elements) where !mayMix:
            requireOneType(elements.map { ($0.value, $0.isOptional) })
        case .map(let entries) where !mayMix:
            requireOneType(entries.map { ($0.key, false) })
            requireOneType(entries.map { ($0.value, $0.isOptional) })
        case .call(let name, let target, let arguments):
            checkLiteral(of: name, (target.map { [$0] } ?? []) + arguments)
            if let target { validate(target) }
            // A format takes values of every type.
            for argument in arguments { validate(argument, mayMix: name == "format") }
            return
        default: break
        }
        for child in expression.kind.children { validate(child, mayMix: mayMix) }
    }

    private mutating func requireOneType(_ values: [(value: Expression, isOptional: Bool)]) {
        var first: ValueType?
        for (value, isOptional) in values {
            var type = type(of: value)
            if isOptional, case .optional(let inner) = type { type = inner }
            guard let wanted = first else {
                first = type
                continue
            }
            guard type != wanted else { continue }
            return report(value.offset, "expected type '\(wanted)' but found '\(type)'")
        }
    }

    private mutating func checkLiteral(of name: String, _ arguments: [Expression]) {
        guard let last = arguments.last, case .literal(.string(let text)) = last.kind else { return }
        switch (name, arguments.count) {
        case ("duration", 1):
            if DurationReader.nanoseconds(text) == nil { report(last.offset, "invalid duration argument") }
        case ("timestamp", 1):
            if Instant(parsing: text) == nil { report(last.offset, "invalid timestamp argument") }
        case ("matches", 2):
            if (try? PatternStore.shared.pattern(text)) == nil { report(last.offset, "invalid matches argument") }
        default: break
        }
    }
}
