import Manifests
import Releases

extension ReleaseReading {
    /// The releases that are not as they were, and those that follow one of these in another environment.
    static func changed(
        from old: [ReleaseEvent.Key: ReleaseReading], to new: [ReleaseEvent.Key: ReleaseReading]
    ) -> Set<ReleaseEvent.Key> {
        var changed = Set(new.filter { key, reading in old[key].map { !reading.isSame(as: $0) } ?? true }.keys)
        for (key, reading) in new {
            guard let from = reading.environment.promotion.from else { continue }
            if changed.contains(ReleaseEvent.Key(environment: from, release: key.release)) { changed.insert(key) }
        }
        return changed
    }

    /// Whether all but the commit is the same.
    func isSame(as other: ReleaseReading) -> Bool {
        state == other.state && spec == other.spec && objects == other.objects && last == other.last
            && environment == other.environment && workload == other.workload && isWhole == other.isWhole
    }

    /// Whether what a chain has made so far may change what is decided of this release.
    func mayBeMoved(by tip: TransitionChain.Tip) -> Bool {
        let files = [paths.workload, paths.stable, paths.route, spec.location.file]
        // What is rendered may be drawn from any of them.
        if !tip.files.isEmpty, files.contains(where: { $0.map(RenderedEdit.isRendered) ?? false }) { return true }
        if files.contains(where: { $0.map(tip.files.contains) ?? false }) { return true }
        return environment.promotion.from.map { tip.moved.contains("\($0)/\(key.release)") } ?? false
    }
}

extension ReleaseState {
    var isRunning: Bool { if case .running = phase { true } else { false } }

    /// Whether what was decided for the other state holds for this one, too.
    func matches(_ other: ReleaseState) -> Bool {
        phase == other.phase && version == other.version && stableVersion == other.stableVersion
    }
}

extension Decision {
    var isRevert: Bool { if case .revert = self { true } else { false } }

    /// Whether what was decided for one state is to be done in another: what has failed at one step is taken back from the
    /// next one, too.
    func holds(for state: ReleaseState, decidedFor earlier: ReleaseState) -> Bool {
        guard isRevert else { return state.matches(earlier) }
        return state.isRunning && earlier.isRunning && state.version == earlier.version
            && state.stableVersion == earlier.stableVersion && state.opening == earlier.opening
    }
}
