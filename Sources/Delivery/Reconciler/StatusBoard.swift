package import Releases

/// The newest status of every environment, for whoever asks.
///
/// Reconcilers write, the HTTP service and the demo read. Nothing here outlives the process: it is all found
/// again from Git and the cluster.
package actor StatusBoard {
    private var statuses: [String: EnvironmentStatus] = [:]
    private var watchers: [Int: AsyncStream<EnvironmentStatus>.Continuation] = [:]
    private var nextWatcher = 0

    private var releases: [ReleaseEvent.Key: ReleaseStatus] = [:]
    private var releaseWatchers: [Int: AsyncStream<ReleaseStatus>.Continuation] = [:]

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

    /// Why another process leads, or none that is known; nil where this one does, or is alone.
    package private(set) var standby: String?

    package func note(standby reason: String?) { standby = reason }

    /// The newest commit that was read.
    package private(set) var head: Checkout?

    package func note(head checkout: Checkout) { head = checkout }

    package func note(sourceOutage outage: EnvironmentStatus.Outage?) {
        sourceOutage = outage
        if outage == nil { sourceWasRead = true }
    }

    // MARK: Releases

    /// By environment and name.
    package var allReleases: [ReleaseStatus] { releases.values.sorted { $0.key < $1.key } }

    package func post(_ status: ReleaseStatus) {
        guard releases.updateValue(status, forKey: status.key) != status else { return }
        for watcher in releaseWatchers.values { watcher.yield(status) }
    }

    package func remove(release key: ReleaseEvent.Key) { releases[key] = nil }

    /// As ``updates()``, of releases.
    package func releaseUpdates() -> AsyncStream<ReleaseStatus> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ReleaseStatus.self, bufferingPolicy: .bufferingNewest(1024))
        for status in allReleases { continuation.yield(status) }
        let id = nextWatcher
        nextWatcher += 1
        releaseWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forget(id) } }
        return stream
    }

    // MARK: Environments

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

    private func forget(_ id: Int) {
        watchers[id] = nil
        releaseWatchers[id] = nil
    }
}
