import Manifests

/// One watch: turns what happens in the store into the lines that a client reads.
struct Watch: Sendable {
    private static let bookmarkInterval: Duration = .seconds(60)

    let request: APIRequest
    let selector: Selector
    let shown: Shown
    let isStreamingList: Bool
    /// The version up to which the store has told its watches everything.
    let currentVersion: @Sendable () async -> UInt64

    private var sendsBookmarks: Bool { request.flag("allowWatchBookmarks") ?? false }

    func run(_ feed: ObjectStore.Feed, into sink: AsyncStream<[UInt8]>.Continuation, seconds: Int) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Ends early only where the whole watch does.
                try? await Task.sleep(for: .seconds(seconds))
            }
            group.addTask { await send(feed, into: sink) }
            if sendsBookmarks { group.addTask { await remind(sink, seconds: seconds) } }
            await group.next()
            group.cancelAll()
        }
        sink.finish()
    }

    private func send(_ feed: ObjectStore.Feed, into sink: AsyncStream<[UInt8]>.Continuation) async {
        for object in feed.objects where isMeant(object) { sink.yield(line("ADDED", object)) }
        if isStreamingList { sink.yield(bookmark(feed.version, endsInitialEvents: true)) }
        for event in feed.past { tell(event, sink) }
        for await event in feed.events where event.version > feed.version { tell(event, sink) }
    }

    private func tell(_ event: StoreEvent, _ sink: AsyncStream<[UInt8]>.Continuation) {
        let was = event.before.map(isMeant) ?? false
        let isNow = !event.isDeletion && isMeant(event.after)
        switch (was, isNow) {
        case (false, false): break
        case (false, true): sink.yield(line("ADDED", event.after))
        case (true, true): sink.yield(line("MODIFIED", event.after))
        case (true, false): sink.yield(line("DELETED", lastSeen(event)))
        }
    }

    /// What a client is told of an object that it no longer sees: its last state that was meant, under the new version.
    private func lastSeen(_ event: StoreEvent) -> StoredObject {
        guard !event.isDeletion, let before = event.before else { return event.after }
        var value = before.value
        value.metadata["resourceVersion"] = .string(String(event.version))
        return StoredObject(value, version: event.version)
    }

    private func isMeant(_ object: StoredObject) -> Bool {
        (request.namespace == nil || object.value.metadata["namespace"]?.string == request.namespace)
            && (request.name.isEmpty || object.value.metadata["name"]?.string == request.name)
            && selector.matches(object.value)
    }

    private func line(_ type: String, _ object: StoredObject) -> [UInt8] {
        Array("{\"type\":\"\(type)\",\"object\":".utf8) + shown.one(object) + Array("}\n".utf8)
    }

    private func bookmark(_ version: UInt64, endsInitialEvents: Bool) -> [UInt8] {
        var metadata: Object = ["resourceVersion": .string(String(version))]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: Value = [
            "apiVersion": .string(request.kind.kind.apiVersion), "kind": .string(request.kind.kind.kind),
            "metadata": .object(metadata),
        ]
        return line("BOOKMARK", StoredObject(object, version: version))
    }

    /// Tells now and then how far the store is, and once before the watch ends, so that a client that comes back need
    /// not list again.
    private func remind(_ sink: AsyncStream<[UInt8]>.Continuation, seconds: Int) async {
        var left = Duration.seconds(seconds)
        while !Task.isCancelled {
            let rest = min(Self.bookmarkInterval, max(left - .seconds(2), .milliseconds(500)))
            do { try await Task.sleep(for: rest) } catch { return }
            left -= rest
            // An event of that version may still be on its way through this watch: it is told first.
            let version = await currentVersion()
            do { try await Task.sleep(for: Self.grace) } catch { return }
            sink.yield(bookmark(version, endsInitialEvents: false))
            left -= Self.grace
        }
    }

    private static let grace: Duration = .milliseconds(500)
}
