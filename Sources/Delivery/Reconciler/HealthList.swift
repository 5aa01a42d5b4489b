import Cluster
import Manifests

/// Objects that a status names, with how they are; the first of them are at hand until one of these changes.
struct HealthList {
    private var healths: [ResourceIdentity: Health] = [:]
    private var first: [(ResourceIdentity, Health)]?

    subscript(identity: ResourceIdentity) -> Health? {
        get { healths[identity] }
        set {
            guard healths[identity] != newValue else { return }
            healths[identity] = newValue
            first = nil
        }
    }

    /// The first of them, a line each. They are looked for when one of them has changed.
    ///
    /// - Parameter pods: those of an object, by name: where to look next.
    mutating func lines(limit: Int, pods: (ResourceIdentity) -> [String] = { _ in [] }) -> [String] {
        let shown = first?.count == min(limit, healths.count) ? first ?? [] : first(limit)
        first = shown
        return shown.map { identity, health in
            let names = pods(identity)
            let more = names.count > Self.mostPods ? " and \(names.count - Self.mostPods) more" : ""
            let made = names.isEmpty ? "" : " (pods \(names.prefix(Self.mostPods).joined(separator: ", "))\(more))"
            return "\(identity): \(health.status.rawValue)" + (health.message.isEmpty ? "" : ": \(health.message)")
                + made
        }
    }

    private func first(_ count: Int) -> [(ResourceIdentity, Health)] {
        var first: [(ResourceIdentity, Health)] = []
        for (identity, health) in healths {
            if first.count == count, let last = first.last, last.0 < identity { continue }
            first.insert((identity, health), at: first.firstIndex { identity < $0.0 } ?? first.endIndex)
            if first.count > count { first.removeLast() }
        }
        return first
    }

    private static let mostPods = 3
}
