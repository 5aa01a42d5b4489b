/// A rule's expression, read, checked and made ready to be evaluated any number of times.
package struct Program: Sendable {
    let node: Node
    let frameSize: Int
    /// Those of the declared variables that occur.
    package let variables: Set<String>
    private let names: [String]

    /// - Parameter variables: what the expression may name, with its types, in the order in which values are given.
    /// - Returns: the faults as the API server shows them where the expression is refused.
    static func compile(
        _ text: String, variables: [(name: String, type: ValueType)]
    ) -> Result<(program: Program, type: ValueType, cost: CostEstimate.Input), ProgramError> {
        let source = ExpressionSource(text)
        func failure(_ faults: [SourceFault]) -> ProgramError {
            ProgramError(message: SourceFault.text(of: faults, in: source))
        }
        switch Parser.parse(source) {
        case .failure(let error): return .failure(failure(error.faults))
        case .success(let expression):
            let types = Dictionary(variables.map { ($0.name, $0.type) }) { first, _ in first }
            switch Checker.check(expression, variables: types) {
            case .failure(let error): return .failure(failure(error.faults))
            case .success(let checked):
                let program = Program(expression, names: variables.map(\.name), types: checked.types)
                return .success(
                    (program, checked.type, CostEstimate.Input(expression: expression, types: checked.types)))
            }
        }
    }

    private init(_ expression: Expression, names: [String], types: [Int: ValueType]) {
        var compiler = Compiler(names: names, types: types)
        node = compiler.node(expression)
        frameSize = compiler.frameSize
        variables = compiler.used
        self.names = names
    }

    /// - Parameter values: of the declared variables, in their order; nil for one that has none.
    /// - Returns: the value or why there is none, and what the evaluation cost.
    func evaluate(
        _ values: [Datum?], limit: UInt64 = EvaluationLimits.rule
    ) -> (result: Result<Datum, EvaluationError>, cost: UInt64) {
        var interpreter = Interpreter(
            frame: values + Array(repeating: nil, count: frameSize - values.count), limit: limit)
        do throws(EvaluationError) {
            return (.success(try interpreter.evaluate(node)), interpreter.cost)
        } catch {
            return (.failure(error), interpreter.cost)
        }
    }
}

/// Why an expression is refused.
package struct ProgramError: Error, Hashable {
    package var message: String
}
