import Logging
import Manifests
import Trust

/// What follows from a new head.
extension EnvironmentReconciler {
    /// Takes a new head for what is to run, if it is good; otherwise the last good state stays.
    func take(_ checkout: Checkout) async {
        head = checkout
        status.head = checkout.revision
        status.gitOutage = nil
        if status.phase == .synced, status.applied != checkout.revision {
            // What follows can take long, where the cluster does not answer.
            status.enter(.progressing, at: .now())
            await post()
        }
        do {
            switch try await admit(checkout) {
            case .success(let admission):
                status.diagnostics = []
                tell(admission.warnings)
                await adopt(admission)
                status.digests = admission.digests.mapValues { "sha256:\($0.hex)" }
            case .failure(let refusal): try await refuse(checkout, refusal)
            }
            await sync()
        } catch {
            lose(error)
        }
    }

    /// Goes over to what the gate has let through, on the cluster that it names.
    func adopt(_ admission: Admission) async {
        if admission.environment.revision != admitted?.revision { forgetFailures() }
        let named = admission.environment.spec.cluster
        if reference != named {
            // A move to another cluster leaves the objects of the old one where they are.
            noteLeaving(for: named)
            forgetCluster()
            (cluster, reference) = (admission.cluster, named)
        }
        inventory = admission.inventory
        keep(admission.environment)
    }

    func keep(_ environment: AdmittedEnvironment, holding back: [HeldWorkload] = []) {
        let judgesAlike = admitted.map { environment.judgesLive(like: $0) } ?? true
        let assessesAlike = admitted.map { $0.healthChecks == environment.healthChecks } ?? true
        let next = Dictionary(environment.resources.map { ($0.identity, $0) }) { first, _ in first }
        // Another state has a time of its own.
        if !vigil.isEmpty, next.mapValues(\.digest) != desired.mapValues(\.digest) { vigil = Vigil() }
        admitted = environment
        heldBack = back
        desired = next
        verdicts = judgesAlike ? verdicts.filter { desired[$0.key] != nil } : [:]
        health.keep { desired[$0] != nil }
        for identity in desired.keys where !assessesAlike || health[identity] == nil {
            health[identity] = cache.objects[identity].map(assess)
        }
        status.resources = environment.resources.count
    }

    /// What the gate has let through, and what it has to say of it. Nothing of it holds before it is adopted.
    struct Admission {
        var environment: AdmittedEnvironment
        let cluster: any LiveCluster
        let inventory: Inventory.Reading
        var warnings: [Diagnostic]
        /// Of its artifacts, and of those that wait to be opened.
        var digests: [String: SHA256Digest]
    }

    private func tell(_ warnings: [Diagnostic]) {
        for warning in warnings where !status.warnings.contains(warning) {
            logger.warning("admitted with a warning", metadata: ["warning": "\(warning)"])
        }
        status.warnings = warnings
    }

    struct Refusal: Error {
        var diagnostics: [Diagnostic]
        /// Whether another look may come to another end.
        var isUndecided = false
        /// The commit that was applied last, where the branch no longer leads on from it.
        var rewritten: String?
        /// Where it is to run, if it cannot run there: what runs elsewhere does not hang on that.
        var place: Place?
        /// Why that cluster gives no answer; nil where it does.
        var outage: ClusterUnreachable?
    }

    /// Where an environment runs.
    struct Place: Hashable {
        let cluster: ClusterReference
        let namespace: String

        init(_ spec: EnvironmentSpec) { (cluster, namespace) = (spec.cluster, spec.namespace) }
    }

    /// Reads and reviews the environment as a checkout declares it.
    func admit(_ checkout: Checkout) async throws(ClusterUnreachable) -> Result<Admission, Refusal> {
        switch await Environment.load(name, from: checkout) {
        case .invalid(_, let diagnostics): return .failure(Refusal(diagnostics: diagnostics))
        case .loaded(let loaded, let unread):
            do throws(ClusterUnreachable) {
                let cluster = try await connected(to: loaded.spec)
                switch try await review(loaded, of: checkout, on: cluster) {
                case .failure(let refusal): return .failure(refusal)
                case .success(var admission):
                    admission.warnings = unread + admission.warnings
                    return .success(admission)
                }
            } catch {
                // What runs on one cluster does not hang on another one.
                guard reference != loaded.spec.cluster else { throw error }
                let fault = Diagnostic.error(
                    "expected to reach \(loaded.spec.cluster), to which environment '\(name)' is to move: \(error)",
                    at: nil)
                return .failure(
                    Refusal(diagnostics: [fault], isUndecided: true, place: Place(loaded.spec), outage: error))
            }
        }
    }

    /// Asks the history, the commits, what people did to releases, and at last the policies.
    private func review(
        _ loaded: Environment, of checkout: Checkout, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> Result<Admission, Refusal> {
        let inventory = try await Inventory(cluster: cluster).read(
            ApplySet(environment: name, namespace: loaded.spec.namespace), repository: loaded.repository,
            held: reference == loaded.spec.cluster ? recorded : nil)
        if admitted.map({ Place($0.spec) }) != Place(loaded.spec),
            let fault = try await placeFault(of: loaded, inventory, on: cluster)
        {
            return .failure(
                Refusal(diagnostics: [.error(fault, at: nil)], isUndecided: true, place: Place(loaded.spec)))
        }
        let recorded = inventory.recorded
        let last = recorded?.revision ?? admitted?.revision
        if let refusal = await historyRefusal(of: loaded, after: recorded?.revision) { return .failure(refusal) }
        switch await gate.verifyCommits(of: loaded, in: checkout, after: last, at: Instant.now().milliseconds) {
        case .good: break
        case .bad(let diagnostics): return .failure(Refusal(diagnostics: diagnostics))
        case .unknown(let diagnostic): return .failure(Refusal(diagnostics: [diagnostic], isUndecided: true))
        }
        if let refusal = await releaseRefusal(of: checkout, after: last) { return .failure(refusal) }
        return try await judge(loaded, of: checkout, on: cluster, recording: inventory)
    }

    /// Why an environment cannot run where it is to: its inventory may not be used there, or could not be written.
    private func placeFault(
        of loaded: Environment, _ inventory: Inventory.Reading, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> String? {
        if case .refused(let reason) = inventory { return reason }
        let set = ApplySet(environment: name, namespace: loaded.spec.namespace)
        let isDeclared = loaded.resources.contains {
            $0.kind.groupKind == set.home.groupKind && $0.name == set.namespace
        }
        if isDeclared || inventory.recorded?.isInPlace == true { return nil }
        return try await Inventory(cluster: cluster).write(set, dryRun: true).fault
    }

    private func judge(
        _ loaded: Environment, of checkout: Checkout, on cluster: any LiveCluster,
        recording inventory: Inventory.Reading
    ) async throws(ClusterUnreachable) -> Result<Admission, Refusal> {
        let environment: Environment
        var digests: [String: SHA256Digest] = [:]
        switch await runnable(loaded) {
        case .failure(let refusal): return .failure(refusal)
        case .success(let runnable):
            environment = runnable.environment
            // A candidate that may not run is told of now, and never opened.
            if runnable.awaitsOpening {
                switch try await gate.admit(loaded, of: checkout, on: cluster, at: Instant.now().milliseconds) {
                case .denied(let diagnostics): return .failure(Refusal(diagnostics: diagnostics))
                case .undecided(let diagnostics):
                    return .failure(Refusal(diagnostics: diagnostics, isUndecided: true))
                case .admitted(let awaited, _): digests = awaited.digests
                }
            }
        }
        switch try await gate.admit(environment, of: checkout, on: cluster, at: Instant.now().milliseconds) {
        case .denied(let diagnostics): return .failure(Refusal(diagnostics: diagnostics))
        case .undecided(let diagnostics): return .failure(Refusal(diagnostics: diagnostics, isUndecided: true))
        case .admitted(let admitted, let warnings):
            do throws(TrustError) { try await gate.remember(admitted) } catch {
                let fault = Diagnostic.error("\(error)", at: nil, hint: error.hint)
                return .failure(Refusal(diagnostics: [fault], isUndecided: true))
            }
            digests.merge(admitted.digests) { awaited, _ in awaited }
            return .success(
                Admission(
                    environment: admitted, cluster: cluster, inventory: inventory, warnings: warnings,
                    digests: digests))
        }
    }

    /// What people did to releases since the last commit that was applied, and may not do.
    private func releaseRefusal(of checkout: Checkout, after last: String?) async -> Refusal? {
        guard let access, let head = checkout.revision else { return nil }
        do {
            let found = try await access.refusals(in: name, from: last, to: head)
            return found.isEmpty ? nil : Refusal(diagnostics: found)
        } catch let faults as PolicyFaults {
            return Refusal(diagnostics: faults.diagnostics)
        } catch {
            return Refusal(
                diagnostics: [.error("cannot tell who may do what to releases: \(error)", at: nil)],
                isUndecided: true)
        }
    }

    private struct Runnable {
        var environment: Environment
        /// Whether a candidate is held back that may be opened later.
        var awaitsOpening = false
    }

    /// The environment with what its releases hold back.
    private func runnable(_ environment: Environment) async -> Result<Runnable, Refusal> {
        guard let holds, let revision = environment.revision else {
            return .success(Runnable(environment: environment))
        }
        do {
            var result = Runnable(environment: environment)
            for held in try await holds.held(in: name, at: revision) {
                result.environment = try await hold(held, in: result.environment)
                result.awaitsOpening = result.awaitsOpening || held.awaitsOpening
            }
            return .success(result)
        } catch {
            return .failure(Refusal(diagnostics: [.error("cannot tell what releases hold back: \(error)", at: nil)]))
        }
    }

    func hold(_ held: HeldWorkload, in environment: Environment) async throws -> Environment {
        switch held.source {
        case .values(let values): return environment.holding(values)
        case .revision(let revision):
            let other = try await history.checkout(at: revision)
            guard case .loaded(let source, _) = await Environment.load(name, from: other) else {
                throw UnreadableRevert(release: held.release, revision: revision)
            }
            return environment.holding(held.objects, as: source)
        }
    }

    /// The cluster that an environment names; what runs meanwhile stays where it is.
    private func connected(to spec: EnvironmentSpec) async throws(ClusterUnreachable) -> any LiveCluster {
        if let cluster, reference == spec.cluster { return cluster }
        return try await connect(spec.cluster)
    }

    /// A head that does not descend from what was applied last is a rewritten history: a person must look at it.
    private func historyRefusal(of environment: Environment, after last: String?) async -> Refusal? {
        guard let revision = environment.revision, let last, last != revision else { return nil }
        do {
            if try await history.descends(revision, from: last) { return nil }
        } catch {
            return Refusal(diagnostics: [
                .error("expected to compare commit \(revision.prefix(12)) with \(last.prefix(12)): \(error)", at: nil)
            ])
        }
        let fault = Diagnostic.error(
            "expected a commit that descends from \(last.prefix(12)), which was applied last, found \(revision.prefix(12)): "
                + "the branch was rewritten",
            at: nil, hint: "if that is meant, run 'lockstep sync \(environment.name)' at that commit once")
        return Refusal(diagnostics: [fault], rewritten: last)
    }
}
