import Manifests
import Releases
import Repository

/// What must not run as the manifests have it.
extension ReleaseReader {
    /// What runs in place of a candidate that is not opened, or that people took out; nil where there is none.
    ///
    /// It is what the manifests say, without the candidate: what people change beside it holds at once. One that has taken
    /// another's place has found that one's share in the manifests. Nobody judges the other any longer, so the stable
    /// version has everything; with a share of 0, or KServe would give it all to the newest ready revision, and that is the
    /// other's.
    func held(_ reading: ReleaseReading) async throws -> HeldWorkload? {
        switch reading.state.phase {
        case .waiting:
            let stable = (revision: reading.state.stable, version: reading.state.stableVersion)
            if reading.state.supersedes {
                let change = try await revert(of: reading, to: stable)
                return try hold(reading, by: change, reading.objects, awaitsOpening: true)
            }
            let change = ReleaseChange.wait(
                stable: try await workload(of: reading, at: stable.revision),
                undoing: try await versionChanges(of: reading, since: stable.version))
            return try hold(
                reading, by: change, ReleaseObjects(workload: reading.objects.workload), awaitsOpening: true)
        case .withdrawn:
            let stable = try await workload(of: reading, at: reading.state.stable)
            return try hold(reading, by: .withdraw(stable: stable), reading.objects)
        case .running:
            // The share of the step in place of one that somebody has raised by hand.
            guard reading.state.exceedsShare, let percent = reading.state.share(reading.spec) else {
                return nil
            }
            return try hold(reading, by: .weight(percent: percent), reading.objects)
        case .idle, .settling: return nil
        }
    }

    private func hold(
        _ reading: ReleaseReading, by change: ReleaseChange, _ objects: ReleaseObjects, awaitsOpening: Bool = false
    ) throws -> HeldWorkload {
        HeldWorkload(
            release: reading.key.release,
            values: try change.applied(to: objects, by: reading.carrier).byIdentity(in: reading.environment.namespace),
            awaitsOpening: awaitsOpening)
    }

    /// The objects of a release as an earlier commit has them, without the candidate that was taken back since.
    ///
    /// Only what that commit and the stable one declare is in it: nothing of the head, which may not run.
    ///
    /// - Returns: nil where the version that the earlier commit runs was not taken back.
    func takenBack(_ reading: ReleaseReading, before head: String) async throws -> HeldWorkload? {
        guard reading.state.phase != .waiting, let event = try await eventOfRevert(of: reading, before: head) else {
            return nil
        }
        let change = try await revert(of: reading, to: (event.stable, event.stableVersion))
        return try hold(reading, by: change, reading.objects)
    }

    /// The event that took back, after a commit, the version that runs there.
    private func eventOfRevert(of reading: ReleaseReading, before head: String) async throws -> ReleaseEvent? {
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
