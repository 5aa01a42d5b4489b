import Transport

extension ClusterClient {
    /// Opens a watch from a resourceVersion on, with bookmarks, until the server ends it.
    ///
    /// - Parameters:
    ///   - seconds: after how many the server ends it.
    ///   - opening: within which time it must say that it has opened it, which an API server does before any event.
    /// - Throws: ``ClusterError`` when it cannot be opened; `.expired` for a resourceVersion that is too old, which
    ///   some servers say here and others by an event.
    package func watch(
        _ resource: APIResource, in scope: ObjectScope = .everything, from resourceVersion: String,
        seconds: Int = 290, opening: Duration = .seconds(10)
    ) async throws(ClusterError) -> WatchEvents {
        let operation = operation("watch", resource, namespace: scope.namespace, name: nil)
        var call = Call(.get, resource.path(namespace: scope.namespace), operation)
        call.accept = scope.accept(list: false)
        call.query =
            scope.query + [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
                ("timeoutSeconds", String(seconds)),
            ]
        // Whoever reads it may miss what it should have heard; at the latest it ends when the server should have ended it.
        call.timeouts = Timeouts(whole: .seconds(seconds + 30), head: opening)
        return WatchEvents(body: try await stream(call).body, operation: operation)
    }

    /// Whether the server answers, or has said anything lately.
    func isAlive(patience: Duration, answering: Duration) async -> Bool {
        await pulse.isAlive(patience: patience) { [self] in
            var call = Call(
                .get, "/readyz",
                ClusterError.Operation(verb: "get", subject: "/readyz", server: server, isSecret: false))
            call.accept = "*/*"
            call.timeouts = Timeouts(whole: answering, head: answering)
            call.isIdempotent = false
            do throws(ClusterError) { _ = try await send(call) } catch {
                switch error.kind {
                // The request was not sent, for a reason that says nothing of the server.
                case .noCredentials, .tooManyRequests: pulse.beat()
                // What an answer says does not matter: that there was one, has been heard.
                default: break
                }
            }
        }
    }
}
