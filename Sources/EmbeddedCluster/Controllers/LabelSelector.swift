import Manifests

/// A label selector as objects carry it (`meta/v1.LabelSelector`).
struct LabelSelector: Sendable {
    private let requirements: [LabelRequirement]
    /// Labels of which each must be there with just its value.
    let exact: [(key: String, value: String)]

    /// An absent one selects nothing, an empty one everything.
    init?(_ selector: Value?) {
        guard let selector, !selector.isNull else { return nil }
        exact = (selector["matchLabels"]?.object ?? [:]).map { ($0.key, $0.value.string ?? "") }
        let expressions = (selector["matchExpressions"]?.array ?? []).map(Self.requirement)
        requirements = exact.map { .isIn($0.key, [$0.value]) } + expressions
    }

    func matches(_ object: Value) -> Bool {
        let labels = object.metadata["labels"]?.object
        return requirements.allSatisfy { $0.holds(for: labels) }
    }

    private static func requirement(_ expression: Value) -> LabelRequirement {
        let key = expression["key"]?.string ?? ""
        let values = Set((expression["values"]?.array ?? []).compactMap(\.string))
        return switch expression["operator"]?.string {
        case "In": .isIn(key, values)
        case "NotIn": .isNotIn(key, values)
        case "Exists": .exists(key)
        case "DoesNotExist": .isAbsent(key)
        default: .isIn(key, [])
        }
    }
}
