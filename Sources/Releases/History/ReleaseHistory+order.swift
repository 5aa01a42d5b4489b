import Repository

/// In which order transitions came to the branch, and which of them can have followed what was there.
extension ReleaseHistory {
    /// The commits, each with the time of the commit along the branch by which it came there, oldest first.
    ///
    /// A proposal is made on one head and may be merged on a later one: what happened in between came before it.
    static func inOrderOfArrival(_ commits: [Commit]) -> [(commit: Commit, arrival: Int64)] {
        let oldestFirst = Array(commits.reversed())
        guard commits.contains(where: { $0.parents.count > 1 }) else {
            return oldestFirst.map { ($0, $0.committer.time) }
        }
        let known = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
        var line: [Commit] = []
        var next = commits.first
        while let commit = next {
            line.append(commit)
            next = commit.parents.first.flatMap { known[$0] }
        }
        var arrivals: [ObjectID: (place: Int, time: Int64)] = [:]
        for (place, arrived) in line.reversed().enumerated() {
            var open = [arrived]
            while let commit = open.popLast() {
                guard arrivals[commit.id] == nil else { continue }
                arrivals[commit.id] = (place, arrived.committer.time)
                open += commit.parents.compactMap { known[$0] }
            }
        }
        return oldestFirst.enumerated().sorted { left, right in
            let (first, second) = (arrivals[left.element.id]?.place ?? -1, arrivals[right.element.id]?.place ?? -1)
            return (first, left.offset) < (second, right.offset)
        }.map { ($0.element, arrivals[$0.element.id]?.time ?? $0.element.committer.time) }
    }

    /// Whether a transition can follow what came before it: a proposal that is merged late, or a second time, moves
    /// nothing. What takes a candidate back counts whenever it comes, once.
    func follows(_ event: ReleaseEvent) -> Bool {
        let isSame = { (entry: Entry) in
            entry.event.candidate == event.candidate && entry.event.version == event.version
        }
        guard let last = self[event.key].last(where: { ![.reject, .retrain].contains($0.event.kind) }) else {
            return true
        }
        let isRunning = isSame(last) && (last.event.kind == .open || last.event.kind == .step)
        let isNew = stable(event.key)?.version == event.stableVersion && !hasRejected(event)
        switch event.kind {
        case .open: return !isRunning && isNew
        case .step:
            guard isRunning else { return false }
            if let share = event.share, let before = last.event.share { return share >= before }
            return event.step >= last.event.step || event.steps != last.event.steps
        case .finish:
            let wasOpened = self[event.key].contains { $0.event.kind == .open && isSame($0) }
            return wasOpened ? isRunning && !hasRejected(event) : isNew
        case .revert, .reject: return !hasRejected(event)
        case .withdraw, .settle, .retrain, .declare: return true
        }
    }
}
