/// Candidates that are not opened yet: what ran before them keeps running.
package struct OpeningHolds: ReleaseHolds {
    private let reader: ReleaseReader

    package init(reader: ReleaseReader) { self.reader = reader }

    package func held(in environment: String, at revision: String) async throws -> [HeldWorkload] {
        var held: [HeldWorkload] = []
        for reading in try await reader.releases(of: environment, at: revision).releases {
            if let waiting = try await reader.held(reading) { held.append(waiting) }
        }
        return held
    }

    package func held(
        in environment: String, at revision: String, before head: String
    ) async throws -> [HeldWorkload] {
        var held: [HeldWorkload] = []
        for reading in try await reader.releases(of: environment, at: revision).releases {
            if let waiting = try await reader.held(reading) { held.append(waiting) }
            if let back = try await reader.takenBack(reading, before: head) { held.append(back) }
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

    package func held(
        in environment: String, at revision: String, before head: String
    ) async throws -> [HeldWorkload] {
        var all: [HeldWorkload] = []
        for holds in holds { all += try await holds.held(in: environment, at: revision, before: head) }
        return all
    }
}
