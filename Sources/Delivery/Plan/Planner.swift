package import Manifests
import StructuredMerge

/// Gathers what a plan needs from a cluster: reads what is there, and asks by dry run where that is not enough.
package struct Planner: Sendable {
    /// Objects missed one by one before the whole kind is listed instead.
    private static let missesBeforeList = 8
    package static let parallelRequests = 16
    /// How often an object that keeps changing is looked at again.
    private static let looksAtMovingObjects = 5

    private let cluster: any LiveCluster
    /// Whether objects that would be created are tried out too: `lockstep plan` does, a sync applies them anyway.
    private let triesCreations: Bool

    package init(cluster: any LiveCluster, triesCreations: Bool) {
        self.cluster = cluster
        self.triesCreations = triesCreations
    }

    /// Plans to set a few objects right, and asks the cluster about those only of which nothing can be told without:
    /// to apply what turns out to be no change costs no more than to ask.
    ///
    /// - Parameter live: holds these objects, and nothing else.
    func planHealing(
        of resources: [AdmittedResource], in environment: AdmittedEnvironment, live: LiveState
    ) async throws(ClusterUnreachable) -> Plan {
        let part = environment.narrowed(to: resources)
        var live = live
        try await lookForStrangers(part, live: &live)
        let schemas = try await cluster.schemas(for: Set(resources.map(\.kind)))
        let aside = part.settingAside(live.objects)
        var predictions: [ResourceIdentity: DryRun] = [:]
        var uncertain: [AdmittedResource] = []
        for resource in aside.resources where Plan.settled(resource, in: aside, live: live) == nil {
            guard let object = live.objects[resource.identity] else { continue }
            switch Ownership.predict(resource, live: object, schemas: schemas) {
            case .unchanged: continue
            case .changed(let predicted): predictions[resource.identity] = .result(predicted)
            case .unknown: uncertain.append(resource)
            }
        }
        let answers = try await dryRun(uncertain, force: environment.spec.sync.selfHeal)
        predictions.merge(answers) { _, new in new }
        return Plan(aside, live: live, dryRuns: predictions, schemas: schemas)
    }

    /// Plans against the cluster as it is now.
    package func plan(_ environment: AdmittedEnvironment) async throws(ClusterUnreachable) -> Plan {
        try await plan(environment, early: nil)
    }

    /// - Parameter early: what was read a moment ago is not read again.
    func plan(_ environment: AdmittedEnvironment, early: EarlyLook?) async throws(ClusterUnreachable) -> Plan {
        try await plan(environment, live: try await look(at: environment, early: early), known: [:])
    }

    /// Plans against a state that is at hand.
    ///
    /// - Parameter known: objects that are known to need no change, by the version that was compared.
    package func plan(
        _ environment: AdmittedEnvironment, live: LiveState, known: [ResourceIdentity: UnchangedVerdict]
    ) async throws(ClusterUnreachable) -> Plan {
        let environment = environment.settingAside(live.objects)
        let schemas = try await cluster.schemas(for: Set(environment.resources.map(\.kind)))
        let open = environment.resources.filter {
            Plan.settled($0, in: environment, live: live)?.action ?? .create == .create
        }
        let uncertain = await uncertain(open, live: live, known: known, schemas: schemas)
        let force = environment.spec.sync.selfHeal
        var live = live
        var dryRuns = try await dryRun(uncertain, force: force)
        // An object that changed between the look and the try would show somebody else's change as a difference.
        for _ in 0..<Self.looksAtMovingObjects {
            let moved = uncertain.filter { Self.hasMoved(live.objects[$0.identity], since: dryRuns[$0.identity]) }
            if moved.isEmpty { break }
            try await lookAgain(at: moved, live: &live)
            dryRuns.merge(try await dryRun(moved, force: force)) { _, new in new }
        }
        let plan = Plan(environment, live: live, dryRuns: dryRuns, schemas: schemas)
        await environment.deletions.record(plan.changes)
        return plan
    }

    /// The resources of which only the cluster can tell what an apply would do to them.
    private func uncertain(
        _ resources: [AdmittedResource], live: LiveState, known: [ResourceIdentity: UnchangedVerdict],
        schemas: SchemaCatalog
    ) async -> [AdmittedResource] {
        let triesCreations = triesCreations
        let verdicts = await Parallel.compute(resources) { resource in
            guard let object = live.objects[resource.identity] else {
                return triesCreations && live.unknown[resource.identity.groupKind] == nil
            }
            if let verdict = known[resource.identity],
                verdict == UnchangedVerdict(resource, live: object, schemas: schemas)
            {
                return false
            }
            return !Ownership.applyChangesNothing(resource, live: object, schemas: schemas)
        }
        return zip(resources, verdicts).filter(\.1).map(\.0)
    }

    /// A dry run answers with the version that it was tried on.
    private static func hasMoved(_ live: Value?, since dryRun: DryRun?) -> Bool {
        switch (live, dryRun) {
        case (let live?, .result(let predicted)?):
            live[path: "metadata", "resourceVersion"] != predicted[path: "metadata", "resourceVersion"]
        // Its namespace or its kind went away since; or the answer cannot be believed.
        case (_?, .premature?): true
        default: false
        }
    }

    private func lookAgain(
        at resources: [AdmittedResource], live: inout LiveState
    ) async throws(ClusterUnreachable) {
        let answers = try await Parallel.map(resources, limit: Self.parallelRequests) {
            resource throws(ClusterUnreachable) in
            (
                resource,
                try await cluster.get(
                    resource.kind, namespace: resource.identity.namespace, name: resource.identity.name)
            )
        }
        for (resource, answer) in answers {
            switch answer {
            case .object(let object): live.add(object, kind: resource.kind)
            case .absent: live.objects[resource.identity] = nil
            case .unknown(let reason): live.unknown[resource.identity.groupKind] = reason
            }
        }
    }

    private func dryRun(_ resources: [AdmittedResource], force: Bool) async throws(ClusterUnreachable)
        -> [ResourceIdentity: DryRun]
    {
        let answers = try await Parallel.map(resources, limit: Self.parallelRequests) {
            resource throws(ClusterUnreachable) in
            let answer = try await cluster.apply(resource.object, kind: resource.kind, force: force, dryRun: true)
            // Whoever looks at a plan wants to see both values of a field that is in conflict, and what else differs.
            guard case .conflict = answer, triesCreations else { return (resource.identity, answer, Value?.none) }
            let forced = try await cluster.apply(resource.object, kind: resource.kind, force: true, dryRun: true)
            if case .applied(let object) = forced { return (resource.identity, answer, object) }
            return (resource.identity, answer, Value?.none)
        }
        var dryRuns: [ResourceIdentity: DryRun] = [:]
        for (identity, answer, forced) in answers {
            switch answer {
            case .applied(let object): dryRuns[identity] = .result(object)
            case .conflict(let conflicts): dryRuns[identity] = .conflict(conflicts, forced: forced)
            case .refused(let reason): dryRuns[identity] = .refused(reason)
            case .immutable(let reason): dryRuns[identity] = .immutable(reason)
            case .premature(let reason): dryRuns[identity] = .premature(reason)
            }
        }
        return dryRuns
    }
}

// MARK: - Looking

extension Planner {
    /// What the cluster has of an environment: the objects that carry its labels, and those that Git declares and
    /// that somebody else made.
    package func look(at environment: AdmittedEnvironment) async throws(ClusterUnreachable) -> LiveState {
        try await look(at: environment, early: nil)
    }

    private func look(
        at environment: AdmittedEnvironment, early: EarlyLook?
    ) async throws(ClusterUnreachable) -> LiveState {
        var live = LiveState()
        let inventory = Inventory(cluster: cluster)
        var reading = early?.inventory
        if reading == nil {
            reading = try await inventory.read(environment.applySet, repository: environment.repository)
        }
        switch reading ?? .absent {
        case .absent: break
        case .recorded(let recorded): live.recorded = recorded
        case .refused(let reason): live.refusal = reason
        }
        let kinds = try await self.kinds(of: environment, recorded: live.recorded?.kinds ?? [])
        let listings = try await Parallel.map(Array(kinds.values), limit: Self.parallelRequests) {
            kind throws(ClusterUnreachable) in
            if let answer = early?.listings[kind] { return (kind, answer) }
            return (kind, try await cluster.list(kind, namespace: nil, selector: environment.applySet.selector))
        }
        for (kind, answer) in listings { live.add(answer, kind: kind) }
        try await lookForStrangers(environment, live: &live)
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
        let answers = try await Parallel.map(few.values.flatMap { $0 }, limit: Self.parallelRequests) {
            resource throws(ClusterUnreachable) in
            (
                resource,
                try await cluster.get(
                    resource.kind, namespace: resource.identity.namespace, name: resource.identity.name)
            )
        }
        for (resource, answer) in answers {
            switch answer {
            case .object(let object): live.add(object, kind: resource.kind)
            case .absent: break
            case .unknown(let reason): live.unknown[resource.identity.groupKind] = reason
            }
        }
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

/// A comparison that found nothing to do, remembered by what was compared.
///
/// Webhooks of the cluster may change their mind without either side changing, so a verdict is dropped now and then.
package struct UnchangedVerdict: Sendable, Hashable {
    private let digest: Int
    private let uid: String
    private let resourceVersion: String
    private let schema: Int

    /// - Returns: nil for an object without a version: nothing can be remembered of it.
    init?(_ resource: AdmittedResource, live: Value, schemas: SchemaCatalog) {
        guard let uid = live[path: "metadata", "uid"]?.string,
            let version = live[path: "metadata", "resourceVersion"]?.string
        else { return nil }
        digest = resource.digest
        self.uid = uid
        resourceVersion = version
        schema = schemas[resource.kind].digest
    }
}
