package import Manifests
import StructuredMerge

/// Gathers what a plan needs from a cluster: reads what is there, and asks by dry run where that is not enough.
package struct Planner: Sendable {
    /// Objects missed one by one before the whole kind is listed instead.
    static let missesBeforeList = 8
    /// Of one environment. Fewer than a server lets anybody have at once before it queues them: 49 by its own settings
    /// for those that it knows nothing of (`global-default`, KEP-1040).
    package static let parallelRequests = 32
    /// How often an object that keeps changing is looked at again.
    private static let looksAtMovingObjects = 5

    let cluster: any LiveCluster
    /// Whether objects that would be created are tried out too: `lockstep plan` does, a sync applies them anyway.
    let triesCreations: Bool

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
        let aside = part.settingAside(live.objects, schemas: schemas)
        var predictions: [ResourceIdentity: DryRun] = [:]
        var uncertain: [AdmittedResource] = []
        for resource in aside.resources where Plan.settled(resource, in: aside, live: live) == nil {
            guard let object = live.objects[resource.identity] else { continue }
            switch Ownership.predict(
                resource, live: object, from: environment.predecessors(of: resource.identity), schemas: schemas)
            {
            case .unchanged: continue
            case .changed(let predicted): predictions[resource.identity] = .result(predicted)
            case .unknown: uncertain.append(resource)
            }
        }
        let answers = try await dryRun(uncertain, force: environment.spec.sync.selfHeal)
        predictions.merge(answers) { _, new in new }
        predictions.merge(try await trials(ofRecreationsAmong: uncertain, live: live, after: answers)) { $1 }
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
        let schemas = try await cluster.schemas(for: Set(environment.resources.map(\.kind)))
        let environment = environment.settingAside(live.objects, schemas: schemas)
        let force = environment.spec.sync.selfHeal
        let looks = await looks(at: environment, live: live, known: known, schemas: schemas)
        let uncertain = zip(environment.resources, looks).filter(\.1.isUncertain).map(\.0)
        var settled: [PlannedChange?]? = looks.map(\.settled)
        var live = live
        var dryRuns = try await dryRun(uncertain, force: force)
        let served = try await cluster.scopes(refresh: false)
        // An object that changed between the look and the try would show somebody else's change as a difference.
        for _ in 0..<Self.looksAtMovingObjects {
            let moved = uncertain.filter {
                // A version of its kind that is not there yet has nothing to be looked at in.
                served.contains($0.kind) && Self.hasMoved(live.objects[$0.identity], since: dryRuns[$0.identity])
            }
            if moved.isEmpty { break }
            settled = nil
            try await look(atEach: moved, live: &live)
            dryRuns.merge(try await dryRun(moved, force: force)) { _, new in new }
        }
        let taken = triesCreations ? uncertain : uncertain.filter { dryRuns[$0.identity]?.isRefusal == true }
        let previews = try await previews(of: taken, in: environment, live: live, schemas: schemas)
        // What is refused beside what another tool has set may be fine once that is gone.
        for (identity, object) in previews where dryRuns[identity]?.isRefusal == true {
            dryRuns[identity] = .result(object)
        }
        dryRuns.merge(try await trials(ofRecreationsAmong: uncertain, live: live, after: dryRuns)) { $1 }
        let plan = Plan(
            environment, live: live, settled: settled, dryRuns: dryRuns, previews: triesCreations ? previews : nil,
            schemas: schemas)
        await environment.deletions.record(plan.changes)
        return plan
    }

    /// What can be told of a resource without a request.
    private struct ResourceLook: Sendable {
        /// See ``Plan/settled(_:in:live:)``.
        var settled: PlannedChange?
        /// Only the cluster can tell what an apply would do to it.
        var isUncertain = false
    }

    /// - Returns: in the order of the environment's resources.
    private func looks(
        at environment: AdmittedEnvironment, live: LiveState, known: [ResourceIdentity: UnchangedVerdict],
        schemas: SchemaCatalog
    ) async -> [ResourceLook] {
        await Parallel.compute(environment.resources) { resource in
            var look = ResourceLook(settled: Plan.settled(resource, in: environment, live: live))
            if let settled = look.settled, settled.action != .create { return look }
            guard let object = live.objects[resource.identity] else {
                look.isUncertain = triesCreations && live.unknown[resource.identity.groupKind] == nil
                return look
            }
            look.isUncertain =
                known[resource.identity]?.holds(for: resource, live: object, schemas: schemas) != true
                && !Ownership.applyChangesNothing(
                    resource, live: object, from: environment.predecessors(of: resource.identity), schemas: schemas)
            return look
        }
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

    /// Reads objects one by one.
    func look(
        atEach resources: [AdmittedResource], live: inout LiveState
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

    /// What takeovers would leave: fields that go away may come back with their defaults, which only the cluster knows.
    private func previews(
        of resources: [AdmittedResource], in environment: AdmittedEnvironment, live: LiveState, schemas: SchemaCatalog
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: Value] {
        var merged: [(AdmittedResource, Value)] = []
        for resource in resources {
            guard let object = live.objects[resource.identity],
                let takeover = Ownership.takeover(
                    of: object, for: resource, from: environment.predecessors(of: resource.identity), schemas: schemas),
                takeover.dropsFields
            else { continue }
            merged.append((resource, takeover.merged))
        }
        let answers = try await Parallel.map(merged, limit: Self.parallelRequests) {
            (resource, object) throws(ClusterUnreachable) in
            (resource.identity, try await cluster.preview(object, kind: resource.kind))
        }
        var previews: [ResourceIdentity: Value] = [:]
        // Whoever may apply and not replace gets the prediction.
        for (identity, answer) in answers {
            if case .applied(let object) = answer { previews[identity] = object }
        }
        return previews
    }

    private func dryRun(_ resources: [AdmittedResource], force: Bool) async throws(ClusterUnreachable)
        -> [ResourceIdentity: DryRun]
    {
        let answers = try await Parallel.map(resources, limit: Self.parallelRequests) {
            resource throws(ClusterUnreachable) in
            let answer = try await cluster.apply(resource.object, kind: resource.kind, force: force, dryRun: true)
            // Whoever looks at a plan wants to see both values of a field that is in conflict, and what else differs.
            guard case .conflict(let conflicts) = answer, triesCreations || conflicts.areOwnLabels else {
                return (resource.identity, answer, Value?.none)
            }
            let forced = try await cluster.apply(resource.object, kind: resource.kind, force: true, dryRun: true)
            if conflicts.areOwnLabels { return (resource.identity, forced, nil) }
            if case .applied(let object) = forced { return (resource.identity, answer, object) }
            return (resource.identity, answer, Value?.none)
        }
        var dryRuns: [ResourceIdentity: DryRun] = [:]
        for (identity, answer, forced) in answers {
            switch answer {
            case .applied(let object): dryRuns[identity] = .result(object)
            case .conflict(let conflicts): dryRuns[identity] = .conflict(conflicts, forced: forced)
            case .refused(let reason), .unavailable(let reason): dryRuns[identity] = .refused(reason)
            case .immutable(let reason): dryRuns[identity] = .immutable(reason, anew: nil)
            case .premature(let reason): dryRuns[identity] = .premature(reason)
            }
        }
        return dryRuns
    }
}
