import Logging
import Manifests

@testable import EmbeddedCluster

/// A store with the platform's definitions and running controllers, for the length of a body.
///
/// - Parameter prepare: what is done before the controllers begin.
func withControllers(
    after prepare: (_ client: StoreClient) async throws -> Void = { _ in },
    _ body: (_ client: StoreClient, _ changes: AsyncStream<ObjectChange>) async throws -> Void
) async throws {
    let store = try ObjectStore(database: nil, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let writer = ObjectWriter(store: store) {
        WriteContext(
            now: "2026-01-31T09:30:00Z", newUID: { "uid-\(UInt64.random(in: 0...UInt64.max))" },
            randomSuffix: { TemplateHash.randomSuffix() })
    }
    let client = StoreClient(store: store, writer: writer)
    await Bootstrap(client: client, writer: writer).run(installsPlatform: true, hasNode: true)
    try await prepare(client)
    let changes = await client.changes()
    let manager = ControllerManager(client: client, now: { "2026-01-31T09:30:00Z" })
    let running = Task { await manager.run() }
    defer { running.cancel() }
    try await body(client, changes)
}

/// The state in which a kind's object first meets a condition.
func first(
    _ kind: GroupVersionKind, in changes: AsyncStream<ObjectChange>, where holds: (Value) -> Bool
) async -> Value? {
    for await change in changes where change.kind == kind {
        if let object = change.after, holds(object) { return object }
    }
    return nil
}
