package import Manifests

extension Planner {
    /// What the cluster has of an environment: the objects that carry its labels, and those that Git declares and
    /// that somebody else made.
    package func look(at environment: AdmittedEnvironment) async throws(ClusterUnreachable) -> LiveState {
        try await look(at: environment, early: nil)
    }

    func look(
        at environment: AdmittedEnvironment, early: EarlyLook?
    ) async throws(ClusterUnreachable) -> LiveState {
        var live = LiveState()
        if let early {
            live.take(early.inventory)
        } else {
            live.take(
                try await Inventory(cluster: cluster).read(environment.applySet, repository: environment.repository))
        }
        let kinds = try await self.kinds(of: environment, recorded: live.recorded?.kinds ?? [])
        let listings = try await Parallel.map(Array(kinds.values), limit: Self.parallelRequests) {
            kind throws(ClusterUnreachable) in
            if let answer = early?.listings[kind] { return (kind, answer) }
            return (kind, try await cluster.list(kind, namespace: nil, selector: environment.applySet.selector))
        }
        for (kind, answer) in listings { live.add(answer, kind: kind) }
        try await lookForStrangers(environment, live: &live)
        if triesCreations {
            live.strays = try await Strays.look(
                for: environment, recorded: live.recorded, kinds: Array(kinds.values), on: cluster)
        }
        return live
    }

    /// The kinds to look through, each under one version: that of most manifests, else the cluster's preferred one.
    ///
    /// Objects whose manifest names another version are read in that one, by ``lookForStrangers(_:live:)``.
    package func kinds(
        of environment: AdmittedEnvironment, recorded: Set<GroupKind>
    ) async throws(ClusterUnreachable) -> [GroupKind: GroupVersionKind] {
        let served = try await cluster.scopes(refresh: false)
        var counts: [GroupVersionKind: Int] = [:]
        for resource in environment.resources { counts[resource.kind, default: 0] += 1 }
        let byNumber = counts.filter { served.contains($0.key) }.sorted {
            ($0.value, $0.key.version) < ($1.value, $1.key.version)
        }
        var kinds = Dictionary(byNumber.map { ($0.key.groupKind, $0.key) }) { $1 }
        for kind in recorded where kinds[kind] == nil {
            // A kind that the cluster no longer has took its objects along.
            kinds[kind] = try await cluster.preferredVersion(of: kind)
        }
        return kinds
    }

    /// Declared objects without our labels: absent, or made by somebody else. And those that were read under another
    /// version than their manifest's: fields of two versions cannot be compared.
    package func lookForStrangers(_ environment: AdmittedEnvironment, live: inout LiveState)
        async throws(ClusterUnreachable)
    {
        try await lookForFormerMembers(environment, live: &live)
        let served = try await cluster.scopes(refresh: false)
        let missing = environment.resources.filter {
            (live.objects[$0.identity] == nil || live.kinds[$0.identity] != $0.kind)
                && live.unknown[$0.identity.groupKind] == nil && served.contains($0.kind)
        }
        for resource in missing { live.objects[resource.identity] = nil }
        let groups = Dictionary(grouping: missing) { Place(kind: $0.kind, namespace: $0.identity.namespace) }
        let (many, few) = (
            groups.filter { $0.value.count > Self.missesBeforeList },
            groups.filter { $0.value.count <= Self.missesBeforeList }
        )
        let wanted = Set(missing.map(\.identity))
        for place in many.keys {
            let answer = try await cluster.list(place.kind, namespace: place.namespace, selector: nil)
            live.add(answer, kind: place.kind, only: wanted)
        }
        try await look(atEach: few.values.flatMap { $0 }, live: &live)
    }

    /// Objects that bear the id of before the environment's namespace changed.
    private func lookForFormerMembers(
        _ environment: AdmittedEnvironment, live: inout LiveState
    ) async throws(ClusterUnreachable) {
        guard let recorded = live.recorded, !recorded.former.isEmpty else { return }
        for kind in try await kinds(of: environment, recorded: recorded.kinds).values {
            for selector in environment.applySet.remembering(recorded).formerSelectors {
                live.add(try await cluster.list(kind, namespace: nil, selector: selector), kind: kind)
            }
        }
    }

    private struct Place: Hashable {
        var kind: GroupVersionKind
        var namespace: String?
    }
}
