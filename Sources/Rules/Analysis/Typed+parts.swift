extension Typed {
    /// The expressions right below this one, closures' statements apart.
    var parts: [Typed] {
        switch kind {
        case .constant, .slot, .global, .keyPath, .metatype, .faulty, .closure: []
        case .list(let elements), .set(let elements): elements
        case .dictionary(let pairs): pairs.flatMap { [$0.key, $0.value] }
        case .text(let pieces): pieces.compactMap { if case .value(let value) = $0 { value } else { nil } }
        case .member(let base, _): [base]
        case .call(_, let arguments): arguments.compactMap { $0 }
        case .function(_, let arguments): arguments
        case .record(_, let fields): fields
        case .not(let operand), .negated(let operand): [operand]
        case .and(let left, let right), .or(let left, let right), .coalesced(let left, let right),
            .equality(let left, let right, _), .comparison(_, let left, let right), .arithmetic(_, let left, let right),
            .range(let left, let right, _):
            [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        }
    }

    /// Calls `visit` for this expression and everything within it.
    func walk(_ visit: (Typed) -> Void) {
        visit(self)
        if case .closure(let closure) = kind { closure.body.walk(visit) }
        for part in parts { part.walk(visit) }
    }
}

extension [TypedStatement] {
    /// Calls `visit` for every expression of the statements.
    func walk(_ visit: (Typed) -> Void) {
        for statement in self { statement.walk(visit) }
    }
}

extension TypedStatement {
    fileprivate func walk(_ visit: (Typed) -> Void) {
        switch self {
        case .bind(_, let value), .evaluate(let value): value.walk(visit)
        case .condition(let conditions, let then, let otherwise, _):
            for condition in conditions {
                switch condition {
                case .boolean(let value), .unwrapping(_, let value): value.walk(visit)
                }
            }
            then.walk(visit)
            otherwise.walk(visit)
        case .loop(let loop):
            loop.sequence.walk(visit)
            loop.filter?.walk(visit)
            loop.body.walk(visit)
        case .selection(let subject, let cases, _):
            subject.walk(visit)
            for element in cases {
                for (test, filter) in element.tests {
                    switch test {
                    case .equal(let value), .within(let value): value.walk(visit)
                    case .always, .absent, .present, .bind: break
                    }
                    filter?.walk(visit)
                }
                element.body.walk(visit)
            }
        case .returning(let value, _): value?.walk(visit)
        case .leaving: break
        }
    }
}
