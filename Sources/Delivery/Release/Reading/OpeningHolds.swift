import Releases

/// Candidates that are not opened yet: what ran before them keeps running.
package struct OpeningHolds: ReleaseHolds {
    private let reader: ReleaseReader

    package init(reader: ReleaseReader) { self.reader = reader }

    package func held(in environment: String, at revision: String) async throws -> [HeldWorkload] {
        var held: [HeldWorkload] = []
        for reading in try await reader.releases(of: environment, at: revision).releases
        where reading.state.phase == .waiting {
            held.append(
                HeldWorkload(
                    release: reading.key.release, objects: [reading.workload], revision: reading.state.runs,
                    awaitsOpening: true,
                    manifests: try await reader.manifests(of: reading, at: reading.state.runs)))
        }
        return held
    }
}

/// Several reasons to hold something back; of two for the same object the later one counts.
package struct AllHolds: ReleaseHolds {
    private let holds: [any ReleaseHolds]

    package init(_ holds: [any ReleaseHolds]) { self.holds = holds }

    package func held(in environment: String, at revision: String) async throws -> [HeldWorkload] {
        var all: [HeldWorkload] = []
        for holds in holds { all += try await holds.held(in: environment, at: revision) }
        return all
    }
}
