package import Manifests

/// What one transition does to the objects of a release. Pure: objects in, objects out.
package enum ReleaseChange: Sendable, Hashable {
    case weight(percent: Int)
    /// - Parameter stable: the objects of the version that is replaced; nil where the workload divides its own traffic.
    case finish(stable: ReleaseObjects?)
    /// Takes a candidate back.
    ///
    /// - Parameters:
    ///   - stable: the objects of the version that was stable when the candidate was opened.
    ///   - before: the workload right before the candidate's commit.
    ///   - candidate: the workload as that commit has it.
    case revert(stable: ReleaseObjects, before: Value?, candidate: Value?)
    /// People have put the stable version back by themselves: only the weights remain to be set.
    case withdraw(stable: ReleaseObjects)
    case settle

    package func applied(
        to head: ReleaseObjects, by carrier: TrafficCarrier
    ) throws(ReleaseFault) -> ReleaseObjects {
        switch self {
        case .weight(let percent): return try carrier.setting(percent, in: head)
        case .finish(let stable): return try carrier.finished(head, replacing: stable?.workload)
        case .settle: return try carrier.atRest(head)
        case .withdraw(let stable): return try carrier.withdrawn(head, to: stable)
        case .revert(let stable, let before, let candidate):
            var objects = head
            // What the candidate's commit changed beside the version goes back, unless somebody has changed it since.
            if let before, let candidate,
                let merged = ThreeWay.merge(ancestor: candidate, ours: head.workload, theirs: before)
            {
                objects.workload = merged
            }
            objects.workload = VersionPart.replacing(in: objects.workload, by: stable.workload)
            return try carrier.withdrawn(objects, to: stable)
        }
    }
}
