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
        let history = try await history(at: reading.revision)[key]
        guard let finished = history.last(where: { $0.event.kind != .settle }), finished.event.kind == .finish,
            upstream.state.version == finished.event.version
        else { return .missing }
        let released = ReleasedArtifacts(of: upstream.objects.workload, digests: finished.event.artifacts)
        let candidate = ArtifactReferences(of: reading.objects.workload).artifacts
        guard !candidate.isEmpty, candidate.allSatisfy({ released.contain($0, digest: digests[$0]) }) else {
            return .missing
        }
        return .soaked(at: finished.time + reading.environment.promotion.soak.seconds)
    }
}
