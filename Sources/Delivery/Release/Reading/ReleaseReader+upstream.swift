package import Releases

extension ReleaseReader {
    /// How the environment that a release is promoted from stands, for a candidate that waits.
    package func upstream(of reading: ReleaseReading) async throws -> ReleaseSituation.Opening.Upstream {
        guard reading.state.phase == .waiting, let name = reading.environment.promotion.from else { return .notNeeded }
        let key = ReleaseEvent.Key(environment: name, release: reading.key.release)
        guard let upstream = try await release(key, at: reading.revision) else { return .missing }
        let history = try await history(at: reading.revision)[key]
        guard let finished = history.last(where: { $0.event.kind != .settle }), finished.event.kind == .finish,
            upstream.state.version == finished.event.version
        else { return .missing }
        let verified = ArtifactReferences(of: upstream.objects.workload).artifacts
        let candidate = ArtifactReferences(of: reading.objects.workload).artifacts
        guard !candidate.isEmpty, candidate.isSubset(of: verified) else { return .missing }
        return .soaked(at: finished.time + reading.environment.promotion.soak.seconds)
    }
}
