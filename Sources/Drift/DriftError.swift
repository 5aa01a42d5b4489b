/// What keeps two sets of data from being compared.
package enum DriftError: Error, Sendable, Hashable {
    /// Two samples that a test cannot compare.
    case sample(expected: String, found: String)
    /// Data that cannot be read; `place` is a file, and a line or a path in it.
    case input(place: String, expected: String, found: String, hint: String? = nil)
    /// Data that could not be fetched.
    case unreachable(place: String, reason: String, hint: String?)
    /// A setting out of its range.
    case parameter(name: String, expected: String, found: String)

    /// - Throws: `sample` where one is empty, the kinds differ, or the test needs numbers and there are categories.
    static func require(_ reference: Sample, _ current: Sample, for test: DriftTest) throws(DriftError) {
        guard reference.count > 0 else { throw .sample(expected: "values in the reference", found: "none") }
        guard current.count > 0 else { throw .sample(expected: "values in the current data", found: "none") }
        guard reference.kind == current.kind else {
            throw .sample(
                expected: "a \(reference.kind.inWords) column as in the reference",
                found: "a \(current.kind.inWords) one")
        }
        if test.needsNumbers, reference.numbers == nil {
            throw .sample(expected: "numbers for '\(test.rawValue)'", found: "categories")
        }
    }
}

extension DriftError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sample(let expected, let found): "expected \(expected), found \(found)"
        case .input(let place, let expected, let found, _): "\(place): expected \(expected), found \(found)"
        case .unreachable(let place, let reason, _): "\(place): \(reason)"
        case .parameter(let name, let expected, let found): "expected \(expected) for '\(name)', found \(found)"
        }
    }

    /// The remedy, where there is one.
    package var hint: String? {
        switch self {
        case .input(_, _, _, let hint), .unreachable(_, _, let hint): hint
        case .sample, .parameter: nil
        }
    }
}
