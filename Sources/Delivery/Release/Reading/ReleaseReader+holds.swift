import Manifests
import Releases
import Repository

/// What must not run as the manifests have it.
extension ReleaseReader {
    /// What runs in place of a candidate that is not opened; nil where none waits.
    ///
    /// One that has taken another's place has found that one's share in the manifests. Nobody judges the other any
    /// longer, so the stable version has everything; with a share of 0, or KServe would give it all to the newest ready
    /// revision, and that is the other's.
    func held(_ reading: ReleaseReading) async throws -> HeldWorkload? {
        guard reading.state.phase == .waiting else { return try raised(reading) }
        let stable = try await objects(of: reading, at: reading.state.stable)
        var objects = ReleaseObjects(workload: stable.workload)
        if reading.state.supersedes {
            (objects.stable, objects.route) = (reading.objects.stable, reading.objects.route)
            objects = try reading.carrier.withdrawn(objects, to: stable)
        }
        return HeldWorkload(
            release: reading.key.release, values: objects.byIdentity(in: reading.environment.namespace),
            awaitsOpening: true)
    }

    /// The share of the step in place of one that somebody has raised by hand; nil where nobody has.
    private func raised(_ reading: ReleaseReading) throws -> HeldWorkload? {
        guard reading.state.exceedsShare, case .running(let step, _) = reading.state.phase,
            reading.spec.steps.indices.contains(step - 1), let percent = reading.spec.steps[step - 1].percent
        else { return nil }
        let objects = try reading.carrier.setting(percent, in: reading.objects)
        return HeldWorkload(
            release: reading.key.release, values: objects.byIdentity(in: reading.environment.namespace))
    }

    /// The objects of a release as an earlier commit has them, without the candidate that was taken back since.
    ///
    /// Only what that commit and the stable one declare is in it: nothing of the head, which may not run.
    ///
    /// - Returns: nil where the version that the earlier commit runs was not taken back.
    func takenBack(_ reading: ReleaseReading, before head: String) async throws -> HeldWorkload? {
        guard reading.state.phase != .waiting, let event = try await revert(of: reading, before: head) else {
            return nil
        }
        let stable = try await objects(of: reading, at: event.stable)
        let (before, after) = try await change(of: reading, by: event.candidate)
        let change = ReleaseChange.revert(stable: stable, before: before, candidate: after)
        let objects = try change.applied(to: reading.objects, by: reading.carrier)
        return HeldWorkload(
            release: reading.key.release, values: objects.byIdentity(in: reading.environment.namespace))
    }

    /// The event that took back, after a commit, the version that runs there.
    private func revert(of reading: ReleaseReading, before head: String) async throws -> ReleaseEvent? {
        let known = Set(try await history(at: reading.revision)[reading.key].map(\.revision))
        let newest = try await history(at: head)[reading.key].last {
            $0.event.version == reading.state.version && $0.event.kind != .settle && $0.event.kind != .retrain
        }
        if let newest, !known.contains(newest.revision),
            [.revert, .withdraw, .reject].contains(newest.event.kind)
        {
            return newest.event
        }
        guard let kept = try await kept(reading), kept.version == reading.state.version else { return nil }
        return kept
    }

    /// The revert that this machine has made and the branch does not have; nil where there is none.
    func kept(_ reading: ReleaseReading) async throws -> ReleaseEvent? {
        guard let kept = try await git.kept(below: reading.name)[reading.name],
            try await !git.descends(reading.revision, from: kept),
            let commit = try await git.commits(from: nil, to: kept, limit: 1).first
        else { return nil }
        return ReleaseEvent(commit.message)
    }
}
