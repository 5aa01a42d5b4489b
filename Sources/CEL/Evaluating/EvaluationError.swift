/// Why an expression has no value, in the words of the API server.
package enum EvaluationError: Error, Hashable, Sendable {
    /// Absorbed by `&&`, `||` and the macros that are made of them.
    case fault(String)
    /// Ends the evaluation, whatever stands around.
    case costExceeded

    static let noSuchOverload = EvaluationError.fault("no such overload")

    package var message: String {
        switch self {
        case .fault(let message): message
        case .costExceeded: "operation cancelled: actual cost limit exceeded"
        }
    }
}
