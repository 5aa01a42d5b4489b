import Manifests

/// What a sync would not come to, since what is before it fails.
extension Plan {
    mutating func noteObstacles() {
        let stopped = changes.indices.filter { Self.failure(of: changes[$0]) != nil }
        guard !stopped.isEmpty else { return }
        noteObstaclesOfRanks(stopped)
        noteObstaclesOfDependents(stopped)
    }

    /// - Returns: how a sync says that the change fails; nil where that is not known to.
    private static func failure(of change: PlannedChange) -> String? {
        switch change.action {
        case .failed: "hook \(change.identity) has failed"
        case .refused: "\(change.identity) is refused"
        case .conflict: "\(change.identity) is in conflict"
        default: nil
        }
    }

    /// A rank holds up those after it, and anything that fails all deletions.
    private mutating func noteObstaclesOfRanks(_ stopped: [Int]) {
        let ranked = stopped.map { (place: $0, rank: ApplyRank(changes[$0])) }
        guard let any = ranked.min(by: { $0.rank < $1.rank }) else { return }
        let first = ranked.filter { !$0.rank.isFoundation }.min { $0.rank < $1.rank }
        for index in changes.indices where changes[index].action.isToDo {
            if changes[index].desired == nil {
                changes[index].obstacle = Self.failure(of: changes[any.place])
            } else if let first, ApplyRank(changes[index]) > first.rank {
                changes[index].obstacle = Self.failure(of: changes[first.place])
            }
        }
    }

    private mutating func noteObstaclesOfDependents(_ stopped: [Int]) {
        let dependencies = DependencyIndex(changes)
        var next = stopped
        while let place = next.popLast() {
            let reason = changes[place].obstacle ?? Self.failure(of: changes[place])
            for dependent in dependencies.dependents(of: [changes[place].identity])
            where changes[dependent].action.isToDo && changes[dependent].obstacle == nil
                && Self.failure(of: changes[dependent]) == nil
            {
                changes[dependent].obstacle = reason
                next.append(dependent)
            }
        }
    }
}
