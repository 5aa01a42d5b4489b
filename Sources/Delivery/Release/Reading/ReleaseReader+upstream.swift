package import Releases

extension ReleaseReader {
    /// How the environment that a release is promoted from stands, for a candidate that waits.
    ///
    /// - Parameter digests: what the candidate's artifacts were verified to be, by their texts.
    package func upstream(
        of reading: ReleaseReading, digests: [String: String]
    ) async throws -> ReleaseSituation.Opening.Upstream {
        guard reading.state.phase == .waiting, let name = reading.environment.promotion.from else { return .notNeeded }
        let key = ReleaseEvent.Key(environment: name, release: reading.key.release)
        guard let upstream = try await release(key, at: reading.revision) else { return .missing }
        guard let (finished, since) = try await self.finished(upstream) else { return .missing }
        let released = ReleasedArtifacts(of: upstream.objects.workload, digests: finished.event.artifacts)
        let candidate = ArtifactReferences(of: reading.objects.workload).artifacts
        guard !candidate.isEmpty, candidate.allSatisfy({ released.contain($0, digest: digests[$0]) }) else {
            return .missing
        }
        return .soaked(at: since + reading.environment.promotion.soak.seconds)
    }

    /// The transition that finished what a release runs, where that is the stable version and nothing runs beside it; and
    /// since when that is so, in seconds since 1970.
    func finished(_ reading: ReleaseReading) async throws -> (entry: ReleaseHistory.Entry, since: Double)? {
        let state = reading.state
        guard state.phase == .idle || state.phase == .settling, state.version == state.stableVersion,
            !state.isDeclaredAnew
        else { return nil }
        // Before a Release came back, others may have run.
        let history = try await history(at: reading.revision)[reading.key]
            .reversed().prefix { $0.event.kind != .declare }.reversed()
        guard let finished = history.last(where: { $0.event.kind == .finish && $0.event.version == state.version })
        else { return nil }
        // A later candidate that failed, or left, had a share of the requests.
        let left = history.last { $0.event.kind == .revert || $0.event.kind == .withdraw }
        return (finished, max(finished.time, left?.time ?? 0))
    }
}
