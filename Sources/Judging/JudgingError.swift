/// What keeps a judgement from being made. A bad number is never a pass.
package enum JudgingError: Error, Sendable, Hashable {
    /// A setting out of its range.
    case parameter(name: String, expected: String, found: String)
    /// A recorded state that is none; `path` leads to the fault.
    case state(path: String, expected: String)
    /// Data that cannot be judged; `place` is a file and a line.
    case input(place: String, expected: String, found: String)
}

extension JudgingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .parameter(let name, let expected, let found): "expected \(expected) for '\(name)', found \(found)"
        case .state(let path, let expected): "expected \(expected) at '\(path)' of the judge's state"
        case .input(let place, let expected, let found): "\(place): expected \(expected), found \(found)"
        }
    }
}
