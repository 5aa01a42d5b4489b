/// The newest status of every environment, for whoever asks.
///
/// Reconcilers write, the HTTP service and the demo read. Nothing here outlives the process: it is all found
/// again from Git and the cluster.
package actor StatusBoard {
    private var statuses: [String: EnvironmentStatus] = [:]
    private var watchers: [Int: AsyncStream<EnvironmentStatus>.Continuation] = [:]
    private var nextWatcher = 0

    package init() {}

    /// By name.
    package var all: [EnvironmentStatus] { statuses.values.sorted { $0.name < $1.name } }

    package subscript(name: String) -> EnvironmentStatus? { statuses[name] }

    package func post(_ status: EnvironmentStatus) {
        statuses[status.name] = status
        for watcher in watchers.values { watcher.yield(status) }
    }

    /// Why the repository cannot be read, since when; nil while it can.
    package private(set) var sourceOutage: EnvironmentStatus.Outage?
    /// Whether the repository was read at least once.
    package private(set) var sourceWasRead = false

    package func note(sourceOutage outage: EnvironmentStatus.Outage?) {
        sourceOutage = outage
        if outage == nil { sourceWasRead = true }
    }

    package func remove(_ name: String) { statuses[name] = nil }

    /// Every status from now on, the present ones first. A slow reader loses the oldest ones, never the newest.
    package func updates() -> AsyncStream<EnvironmentStatus> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: EnvironmentStatus.self, bufferingPolicy: .bufferingNewest(256))
        for status in all { continuation.yield(status) }
        let id = nextWatcher
        nextWatcher += 1
        watchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forget(id) } }
        return stream
    }

    private func forget(_ id: Int) { watchers[id] = nil }
}
