package import Manifests

/// What one transition does to the objects of a release. Pure: objects in, objects out.
package enum ReleaseChange: Sendable, Hashable {
    case weight(percent: Int)
    /// - Parameter stable: the workload of the version that is replaced; nil where the workload divides its own traffic.
    case finish(stable: Value?)
    /// Takes a version back.
    ///
    /// - Parameters:
    ///   - stable: the workload of the version that was stable before.
    ///   - twin: the twin as that version had it, where it has taken the other one over; nil where it has not.
    ///   - undoing: what led from the stable version to this one, the newest first.
    case revert(stable: Value, twin: Value? = nil, undoing: [VersionChange])
    /// Keeps what is stable in place of a candidate that waits, with the share that it had.
    case wait(stable: Value, undoing: [VersionChange])
    /// People have put the stable version back by themselves: only the weights remain to be set.
    case withdraw(stable: Value)
    case settle

    package func applied(
        to head: ReleaseObjects, by carrier: TrafficCarrier
    ) throws(ReleaseFault) -> ReleaseObjects {
        var objects = head
        switch self {
        case .weight(let percent): return try carrier.setting(percent, in: head)
        case .finish(let stable): return try carrier.finished(head, replacing: stable)
        case .settle: return try carrier.atRest(head)
        case .withdraw(let stable): return try carrier.withdrawn(head, to: stable)
        case .wait(let stable, let changes):
            objects.workload = Self.undoing(changes, to: stable, in: head.workload)
            return try carrier.keepingShare(of: stable, in: objects)
        case .revert(let stable, let twin, let changes):
            objects.workload = Self.undoing(changes, to: stable, in: head.workload)
            if let twin { objects.stable = objects.stable.map { VersionPart.replacing(in: $0, by: twin) } }
            return try carrier.withdrawn(objects, to: stable)
        }
    }

    /// What the commits of a version changed beside it goes back, too, unless somebody has changed it since.
    private static func undoing(_ changes: [VersionChange], to stable: Value, in head: Value) -> Value {
        let merged = changes.reduce(head) { workload, change in
            ThreeWay.merge(ancestor: change.after, ours: workload, theirs: change.before) ?? workload
        }
        return VersionPart.replacing(in: merged, by: stable)
    }
}
