import Manifests

/// A rule made ready, or what the server says of one that it cannot read.
package struct CompiledRule: Sendable {
    package let source: ValidationRule
    /// Nil for a rule without text, which is none.
    let program: Result<Program, ProgramError>?
    let messageProgram: Result<Program, ProgramError>?
    /// The most that the expressions can cost; nil where they are refused.
    package let estimate: CostEstimate?
    package let messageEstimate: CostEstimate?

    static let selfName = "self"
    static let oldSelfName = "oldSelf"

    /// - Parameter schema: of the values that the rule is about; one that rules cannot see refuses them.
    init(_ source: ValidationRule, on schema: SchemaNode, described: Object) {
        self.source = source
        guard let type = schema.type else {
            let keeps = described["x-kubernetes-preserve-unknown-fields"]?.bool ?? false
            program = .failure(
                ProgramError(
                    message:
                        "rule declared on schema that does not support validation rules type: '\(described["type"]?.string ?? "")' x-kubernetes-preserve-unknown-fields: '\(keeps)'"
                ))
            (messageProgram, estimate, messageEstimate) = (nil, nil, nil)
            return
        }
        let oldType: ValueType = source.optionalOldSelf ?? false ? .optional(type) : type
        let variables = [(name: Self.selfName, type: type), (name: Self.oldSelfName, type: oldType)]
        func compile(_ text: String, to wanted: ValueType, _ prefix: String, _ mismatch: String) -> (
            program: Result<Program, ProgramError>?, estimate: CostEstimate?
        ) {
            guard !text.trimmingSpace().isEmpty else { return (nil, nil) }
            switch Program.compile(text, variables: variables) {
            case .failure(let error): return (.failure(ProgramError(message: prefix + error.message)), nil)
            case .success(let made):
                guard made.type == wanted else { return (.failure(ProgramError(message: mismatch)), nil) }
                return (.success(made.program), CostEstimate(made.cost, on: schema))
            }
        }
        (program, estimate) = compile(
            source.rule, to: .bool, "compilation failed: ", "cel expression must evaluate to a bool")
        (messageProgram, messageEstimate) = compile(
            source.messageExpression, to: .string, "messageExpression compilation failed: ",
            "messageExpression must evaluate to a string")
    }

    /// Whether it is a rule about a change.
    package var usesOldSelf: Bool { (try? program?.get())?.variables.contains(Self.oldSelfName) ?? false }

    /// What the server says of a rule that it refuses.
    var refusal: String? { Self.refusal(program) }
    var messageRefusal: String? { Self.refusal(messageProgram) }

    private static func refusal(_ program: Result<Program, ProgramError>?) -> String? {
        if case .failure(let error)? = program { error.message } else { nil }
    }
}
