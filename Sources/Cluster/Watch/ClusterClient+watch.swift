import Transport

extension ClusterClient {
    /// Opens a watch from a resourceVersion on, with bookmarks; the server ends it after some minutes.
    ///
    /// - Parameter seconds: after how many the server ends it.
    /// - Throws: ``ClusterError`` when it cannot be opened; `.expired` for a resourceVersion that is too old, which
    ///   some servers say here and others by an event.
    package func watch(
        _ resource: APIResource, in scope: ObjectScope = .everything, from resourceVersion: String,
        seconds: Int = 290
    ) async throws(ClusterError) -> WatchEvents {
        let operation = operation("watch", resource, namespace: scope.namespace, name: nil)
        var call = Call(.get, resource.path(namespace: scope.namespace), operation)
        call.accept = scope.accept(list: false)
        call.query =
            scope.query + [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
                ("timeoutSeconds", String(seconds)),
            ]
        // A connection that died in silence is noticed at the latest when the server should have ended the watch.
        call.timeouts = Timeouts(whole: .seconds(seconds + 30))
        return WatchEvents(body: try await stream(call).body, operation: operation)
    }
}
