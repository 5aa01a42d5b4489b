import Logging
import Manifests

/// What is kept running where the head may not run, or cannot.
extension EnvironmentReconciler {
    private static let ancestorsTried = 50

    /// Leaves the last good state where it is, and tells what is wrong with the head.
    func refuse(_ checkout: Checkout, _ refusal: Refusal) async throws(ClusterUnreachable) {
        if admitted == nil, refusal.place != nil {
            try await lookBack(from: checkout, refusal)
            // Where nothing ran elsewhere it is a cluster out of reach like any other.
            if admitted == nil, let outage = refusal.outage { throw outage }
        }
        logger.error(
            "environment refused",
            metadata: ["revision": "\(checkout.revision ?? "")", "errors": "\(refusal.diagnostics.count)"])
        status.diagnostics = refusal.diagnostics
        if let last = refusal.rewritten { await tell(rewritten: checkout, after: last) }
        status.enter(.invalid, at: .now())
        if refusal.isUndecided { wantRetry() }
        if admitted == nil, refusal.place == nil { try await lookBack(from: checkout, refusal) }
        if !inventoryIsKnown { try await readInventory() }
        if refusal.place != nil, let kept = admitted?.spec {
            for index in status.diagnostics.indices {
                status.diagnostics[index].hint =
                    "until then its last good state is kept running on \(kept.cluster) in namespace '\(kept.namespace)'"
            }
            try await noteKept(before: checkout)
        }
        try await holdBack(before: checkout)
    }

    /// Puts a rewritten branch into the log: once, whatever is committed on top of it, and however often it is looked at.
    private func tell(rewritten checkout: Checkout, after last: String) async {
        guard let revision = checkout.revision else { return }
        if let told = toldRewriting, told.after == last,
            (try? await history.descends(revision, from: told.head)) == true
        {
            return
        }
        if let fault = await gate.tell(rewritten: name, to: revision, after: last, at: Instant.now().milliseconds) {
            status.diagnostics.append(fault)
            wantRetry()
        } else {
            toldRewriting = (revision, last)
        }
    }

    /// Looks for the last good state after a start.
    func lookBack(from checkout: Checkout, _ refusal: Refusal) async throws(ClusterUnreachable) {
        guard let revision = checkout.revision else { return }
        do {
            let candidates = try await history.ancestors(of: revision, limit: Self.ancestorsTried)
            if let place = refusal.place {
                let away: Set<ClusterReference> = refusal.outage == nil ? [] : [place.cluster]
                _ = try await keepElsewhere(than: place, before: revision, candidates, away: away)
            } else {
                try await keepLastGood(before: checkout, candidates)
            }
        } catch let error as ClusterUnreachable {
            throw error
        } catch {
            logger.error("could not look for the last good state", metadata: ["error": "\(error)"])
            wantRetry()
        }
    }

    /// With a bad head: the state that was applied last, if it is still good by its own policies.
    ///
    /// Another ancestor will not do: older policies may have let through what was never to run again. Where the cluster
    /// records no state, the newest ancestor is taken that satisfies the head's policies.
    private func keepLastGood(before checkout: Checkout, _ candidates: [String]) async throws {
        for (index, candidate) in candidates.enumerated() {
            let older = try await history.checkout(at: candidate)
            let earlier = Array(candidates[(index + 1)...])
            switch try await admit(older) {
            case .failure(let refusal):
                guard let place = refusal.place else { continue }
                // It was to go there, and what ran before it may have been kept up until it can.
                let away: Set<ClusterReference> = refusal.outage == nil ? [] : [place.cluster]
                if try await keepElsewhere(than: place, before: checkout.revision, earlier, away: away) { return }
                if let outage = refusal.outage { throw outage }
                // A record that cannot be read does not say that nothing was applied.
                status.diagnostics += refusal.diagnostics
                return wantRetry()
            case .success(let admission):
                if let recorded = admission.inventory.recorded {
                    guard recorded.revision == candidate else { continue }
                } else {
                    let place = Place(admission.environment.spec)
                    if try await keepElsewhere(than: place, before: checkout.revision, earlier, away: []) { return }
                    guard case .success = try await admit(older.judged(by: checkout)) else { continue }
                }
                return await keep(admission, at: candidate)
            }
        }
    }

    /// With a commit that cannot go where it is to run: what was kept up elsewhere before the start, if the record there
    /// says so. Without that word the environment may have left that cluster long ago; on one and the same cluster the
    /// newest record is where it is.
    ///
    /// - Parameters:
    ///   - candidates: commits before that one.
    ///   - away: clusters that give no answer; what names another one of these is passed over as well.
    private func keepElsewhere(
        than place: Place, before head: String?, _ candidates: [String], away: Set<ClusterReference>
    ) async throws -> Bool {
        guard let head else { return false }
        var away = away
        for candidate in candidates {
            guard let spec = try await history.spec(of: name, at: candidate), Place(spec) != place,
                !away.contains(spec.cluster)
            else { continue }
            switch try await admit(try await history.checkout(at: candidate)) {
            case .failure(let refusal): if refusal.outage != nil { away.insert(spec.cluster) }
            case .success(let admission):
                guard let recorded = admission.inventory.recorded, recorded.revision == candidate else { continue }
                if recorded.isInPlace, spec.cluster == place.cluster {
                    await keep(admission, at: candidate)
                    return true
                }
                guard let kept = recorded.keptBefore, try await history.descends(head, from: kept) else { continue }
                await keep(admission, at: candidate)
                return true
            }
        }
        return false
    }

    private func keep(_ admission: Admission, at revision: String) async {
        logger.notice("keeping the last good state", metadata: ["revision": "\(revision)"])
        await adopt(admission)
    }

    /// Takes out of the last good state what was taken back since, where the head may not run: a bad head must not keep
    /// a bad candidate's share. Nothing of the head is in what runs then.
    private func holdBack(before checkout: Checkout) async throws(ClusterUnreachable) {
        guard let holds, let cluster, let good = admitted?.revision, let head = checkout.revision, good != head
        else { return }
        do {
            let held = try await holds.held(in: name, at: good, before: head)
            guard held != heldBack else { return }
            let older = try await history.checkout(at: good)
            guard case .loaded(var environment, _) = await Environment.load(name, from: older) else { return }
            for held in held { environment = try await hold(held, in: environment) }
            switch try await gate.admit(environment, of: older, on: cluster, at: Instant.now().milliseconds) {
            case .admitted(let admitted, _):
                holdsAreNew = true
                keep(admitted, holding: held)
            case .denied(let diagnostics), .undecided(let diagnostics):
                status.diagnostics += diagnostics
                wantRetry()
            }
        } catch let error as ClusterUnreachable {
            throw error
        } catch {
            status.diagnostics.append(.error("cannot tell what releases have taken back: \(error)", at: nil))
            wantRetry()
        }
    }
}
