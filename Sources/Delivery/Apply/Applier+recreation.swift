import Manifests

/// What cannot be changed is deleted and made anew.
extension Applier {
    /// - Parameter reason: why it cannot be changed.
    func recreate(
        _ step: inout Applied.Step, because reason: String, with method: ApplyMethod
    ) async throws(ClusterUnreachable) {
        guard let desired = step.change.desired, let live = step.change.live else { return }
        step.change.action = .recreate(reason: reason)
        if case .refused(let refusal) = try await Recreation.trial(
            of: desired, live: live, because: reason, on: cluster)
        {
            step.outcome = .failed(refusal)
            return
        }
        step.outcome = try await deleteAndWait(step.change)
        step.hasBegunDeletion = step.outcome.isWaiting
        guard step.outcome == .done else { return }
        step.change.desired = desired.asDeclared
        step.change.takeover = nil
        let answer = try await patiently { [step] () throws(ClusterUnreachable) in
            try await self.answer(to: step.change.desired ?? desired, with: method)
        }
        let (fault, isTrouble): (String, Bool)
        switch answer {
        case .applied(let object): return step.result = object
        case .unavailable(let reason): (fault, isTrouble) = (reason, true)
        case .conflict(let owners): (fault, isTrouble) = ("other managers own \(owners.inWords)", false)
        case .refused(let reason), .immutable(let reason), .premature(let reason): (fault, isTrouble) = (reason, false)
        }
        let end = try await putBack(
            live, insteadOf: desired, because: isTrouble ? nil : fault, runsToCompletion: method.runsToCompletion)
        // Somebody else has made one of its name meanwhile.
        step.outcome = .failed(end.map { "deleted, and could not be made anew: \(fault); \($0)" } ?? fault)
    }

    /// Asks again for a moment where the cluster cannot do it just now, or counts what is gone among a quota's uses still.
    private func patiently(
        _ ask: () async throws(ClusterUnreachable) -> ApplyAnswer
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        var backoff = Backoff(first: .milliseconds(100), longest: .seconds(1))
        let deadline = ContinuousClock.now + troublePatience
        while ContinuousClock.now < deadline {
            do throws(ClusterUnreachable) {
                switch try await ask() {
                case .unavailable: break
                case .refused(let reason) where ExceededQuota(reason) != nil: break
                case let answer: return answer
                }
            } catch {
                // The last try tells of it.
            }
            do { try await Task.sleep(for: backoff.next(random: 0.5)) } catch { break }
        }
        return try await ask()
    }

    // MARK: Putting back

    /// - Parameter fault: what the cluster has against what is declared, so that it is not tried again; nil where it may
    ///   take it the next time.
    /// - Returns: what became of the object of before; nil where there is one of its name.
    func putBack(
        _ live: Value, insteadOf resource: AdmittedResource, because fault: String?, runsToCompletion: Bool
    ) async throws(ClusterUnreachable) -> String? {
        let identity = resource.identity
        switch try await cluster.get(resource.kind, namespace: identity.namespace, name: identity.name) {
        case .absent: break
        case .object: return nil
        case .unknown(let reason): return "whether there is one of its name cannot be told: \(reason)"
        }
        if runsToCompletion { return "the one of before was not put back, because it would run again" }
        let before = Recreation.before(live, identity)
        let object = fault.map { Recreation.marked(before, insteadOf: resource, because: $0) } ?? before
        let answer = try await patiently { () throws(ClusterUnreachable) in
            try await cluster.create(object, kind: resource.kind, manager: Recreation.manager, dryRun: false)
        }
        switch answer {
        case .applied(let made):
            let loss = try await restoreOwners(of: live, putBackAs: made, resource)
            return "the one of before was put back" + (loss.map { ", without who owns its fields: \($0)" } ?? "")
        case .conflict(let owners): return "the one of before could not be put back: \(owners.inWords)"
        case .refused(let reason), .unavailable(let reason), .immutable(let reason), .premature(let reason):
            return "the one of before could not be put back: \(reason)"
        }
    }

    /// - Returns: why it could not be; nil once it is.
    private func restoreOwners(
        of live: Value, putBackAs made: Value, _ resource: AdmittedResource
    ) async throws(ClusterUnreachable) -> String? {
        let identity = resource.identity
        var (now, reason) = (made, "")
        // A controller may write to it at once.
        for _ in 0..<Self.looksAtMovingObjects {
            let version = now[path: "metadata", "resourceVersion"]
            let owners = Recreation.owners(of: live, putBackAs: now)
            let answer = try await patiently { () throws(ClusterUnreachable) in
                try await cluster.write(
                    managedFields: owners, of: resource.kind, namespace: identity.namespace, name: identity.name,
                    resourceVersion: version?.string ?? "")
            }
            switch answer {
            case .applied: return nil
            case .conflict(let owners): reason = owners.inWords
            case .refused(let words), .unavailable(let words), .immutable(let words), .premature(let words):
                reason = words
            }
            guard
                case .object(let object) = try await cluster.get(
                    resource.kind, namespace: identity.namespace, name: identity.name)
            else { return "it is gone again" }
            if object[path: "metadata", "resourceVersion"] == version { break }
            now = object
        }
        return reason
    }

    // MARK: Deleting

    /// A name is free again when the object's finalizers have run. They may take long, and the rest of the environment
    /// does not wait for them: the object is made anew with a later plan then.
    private func deleteAndWait(_ change: PlannedChange) async throws(ClusterUnreachable) -> Applied.Outcome {
        let identity = change.identity
        let precondition = DeletePrecondition(uid: change.live?[path: "metadata", "uid"]?.string)
        var held = change.live ?? .null
        switch try await cluster.delete(
            change.kind, namespace: identity.namespace, name: identity.name, if: precondition)
        {
        case .refused(let reason): return .failed(reason)
        case .pending(let object): held = object
        case .gone, .changed: break
        }
        var backoff = Backoff(first: .milliseconds(50), longest: .milliseconds(500))
        let deadline = ContinuousClock.now + deletionDeadline
        repeat {
            switch try await cluster.get(change.kind, namespace: identity.namespace, name: identity.name) {
            case .absent: return .done
            case .object(let object) where !precondition.holds(for: object): return .done
            case .object(let object): held = object
            case .unknown: break
            }
            do { try await Task.sleep(for: backoff.next(random: 0.5)) } catch { break }
        } while ContinuousClock.now < deadline
        return .waiting(Termination.beforeNewStart(held))
    }
}
