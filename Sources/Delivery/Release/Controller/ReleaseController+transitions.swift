import Judging
import Logging
import Releases

/// How what is decided gets to the branch.
extension ReleaseController {
    /// Carries out what is wanted, reverts first.
    func carryOut(_ onHoldsChanged: @escaping @Sendable (String) -> Void) async {
        guard let head else { return }
        let all = wanted.values.sorted {
            ($0.decision.isRevert ? 0 : 1, $0.reading.key) < ($1.decision.isRevert ? 0 : 1, $1.reading.key)
        }
        wanted = [:]
        var sent: [Wanted] = []
        for var wanted in all {
            do {
                wanted.status.fault = try await fault(ofReading: wanted, at: head, onHoldsChanged)
            } catch {
                wanted.status.fault = "\(error)"
            }
            if wanted.status.fault == nil { sent.append(wanted) } else { await tell(wanted.status) }
        }
        let links = sent.map { wanted in
            TransitionChain.Link(name: wanted.reading.name, isRevert: wanted.decision.isRevert) { tip in
                try await self.transition(wanted, at: tip, onHoldsChanged)
            }
        }
        let outcomes = await writer.carryOut(links, from: head, onKept: onHoldsChanged)
        for var wanted in sent {
            switch outcomes[wanted.reading.name] {
            case .success(let outcome): wanted.status.fault = take(outcome, of: wanted)
            case .failure(let error): wanted.status.fault = "\(error)"
            case nil: wanted.status.fault = "nothing became of it"
            }
            await tell(wanted.status)
        }
    }

    /// Whether a release can be read at the head. Where it cannot, or nobody knows where it stands there, a revert is kept
    /// until one can be made there.
    ///
    /// - Returns: why nothing is sent; nil where it can.
    private func fault(
        ofReading wanted: Wanted, at head: String, _ onHoldsChanged: @Sendable (String) -> Void
    ) async throws -> String? {
        do {
            _ = try await reader.release(like: wanted.reading, at: head)
            return nil
        } catch  where error is UnreadableRelease || error is UnknownMover {
            guard wanted.decision.isRevert,
                let revert = try await builder(for: wanted.reading).transition(
                    wanted.decision, of: wanted.reading, judgements: wanted.judgements, at: clock.now)
            else { return "\(error)" }
            let fault = try await writer.keep(revert, onto: wanted.reading.revision)
            onHoldsChanged(wanted.reading.key.environment)
            return fault ?? "\(error)"
        }
    }

    private func builder(for reading: ReleaseReading) -> TransitionBuilder {
        TransitionBuilder(
            reader: reader, git: git, teller: training?.teller,
            digests: statuses[reading.key.environment]?.digests ?? [:])
    }

    /// - Returns: nil where it is not wanted at the end of the chain.
    private func transition(
        _ wanted: Wanted, at tip: TransitionChain.Tip, _ onHoldsChanged: @escaping @Sendable (String) -> Void
    ) async throws -> ReleaseTransition? {
        let reading = wanted.reading
        guard var fresh = try await reader.release(like: reading, at: tip.branch) else { return nil }
        if fresh.mayBeMoved(by: tip) {
            guard let newest = try await reader.release(like: reading, at: tip.revision) else { return nil }
            fresh = newest
        }
        guard wanted.decision.holds(for: fresh.state, decidedFor: reading.state),
            fresh.isWhole || !wanted.decision.rises
        else { return nil }
        // The head that won the race may pause the release, or take an approval back.
        if fresh.revision != reading.revision,
            try await decide(fresh, wanted.judgements, onHoldsChanged) != wanted.decision
        {
            return nil
        }
        return try await builder(for: reading).transition(
            wanted.decision, of: fresh, judgements: wanted.judgements,
            approvals: try await approvals?.approvals(of: fresh) ?? [], at: clock.now)
    }

    /// - Returns: what kept it from being done; nil where nothing did.
    private func take(_ outcome: TransitionOutcome, of wanted: Wanted) -> String? {
        switch outcome {
        case .published(let revision):
            moved[wanted.reading.key] = MovedRelease(decision: wanted.decision, isPublished: true)
            head = revision
            return nil
        case .unneeded: return nil
        case .postponed(let reason), .halted(let reason), .proposed(_, .unreachable(let reason)): return reason
        case .proposed(_, let request):
            moved[wanted.reading.key] = MovedRelease(decision: wanted.decision, isPublished: false)
            logger.notice(
                "release waits for a merge",
                metadata: ["release": "\(wanted.reading.name)", "request": "\(request)"])
            return nil
        }
    }
}
