/// What keeps a trigger from being fired.
package enum RetrainingError: Error, Sendable, Hashable {
    /// A secret that is missing or of another form; never its content.
    case secret(name: String, expected: String, found: String)
    /// A journal that cannot be read or written.
    case journal(path: String, reason: String)
}

extension RetrainingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .secret(let name, let expected, let found): "expected \(expected) in \(name), found \(found)"
        case .journal(let path, let reason): "\(path): \(reason)"
        }
    }
}
