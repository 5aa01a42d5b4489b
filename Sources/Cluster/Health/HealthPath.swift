import Manifests

/// A path to a field: from the object, from the list element under test, or from the condition that held.
struct HealthPath: Sendable, Hashable {
    enum Origin: String, Sendable, CaseIterable {
        case object, item, condition
    }

    var origin: Origin
    var steps: [PathStep]

    init(_ origin: Origin = .object, _ steps: [PathStep]) {
        self.origin = origin
        self.steps = steps
    }
}
