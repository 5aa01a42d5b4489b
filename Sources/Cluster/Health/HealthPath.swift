import Manifests

/// A path to a field: from the object, from the list element under test, from the element of the list around
/// that list, or from the condition that held; or the name of a member of an object.
struct HealthPath: Sendable, Hashable {
    enum Origin: String, Sendable, CaseIterable {
        case object, item, key, outer, condition
    }

    var origin: Origin
    var steps: [PathStep]

    init(_ origin: Origin = .object, _ steps: [PathStep]) {
        self.origin = origin
        self.steps = steps
    }

    /// As it is written: `status.phase`, `item.state`.
    var text: String {
        guard origin != .object else { return steps.text }
        return steps.isEmpty ? origin.rawValue : "\(origin.rawValue).\(steps.text)"
    }
}
