import Manifests

/// Gets, lists and watches objects, as requests ask.
struct ObjectReader: Sendable {
    let store: ObjectStore
    let now: @Sendable () -> String

    /// What is answered: bytes that are known, or lines that come as they come.
    enum Answer: Sendable {
        case json([UInt8])
        case lines(AsyncStream<[UInt8]>)
    }

    func get(_ request: APIRequest) async throws(APIError) -> Answer {
        guard let object = await store[request.key] else { throw .notFound(request.kind, request.name) }
        if request.subresource == "scale" {
            let scale = try Scale.of(object.converted(to: request.kind).value, kind: request.kind)
            return .json(JSON.write(request.form == .table ? table(of: scale, request) : scale))
        }
        let shown = Shown(request, definition: store.registry.definitions[request.kind.resource], now: now())
        return .json(shown.one(object))
    }

    private func table(of scale: Value, _ request: APIRequest) -> Value {
        Table.make(
            kind: Scale.kind, objects: [scale],
            metadata: ["resourceVersion": scale.metadata["resourceVersion"] ?? ""],
            includeObject: request.query["includeObject"] ?? "Metadata", now: now())
    }

    // MARK: List

    func list(_ request: APIRequest) async throws(APIError) -> Answer {
        let selector = try SelectableFields.selector(request)
        try ListOptions.check(request)
        let start = try Page.Start(request)
        let (objects, version, definition): ([StoredObject], UInt64, Value?)
        do throws(APIError) {
            (objects, version, definition) = try await store.snapshot(
                request.kind.resource, namespace: request.namespace, at: start.version,
                notBefore: UInt64(request.query["resourceVersion"] ?? ""))
        } catch {
            if error.code == 410, let last = start.last { throw Page.expired(after: last) }
            throw error
        }
        let matching = selector.isEmpty ? objects : objects.filter { selector.matches($0.value) }
        let page = Page(request, all: matching, version: version, after: start.last)
        let shown = Shown(request, definition: definition, now: now())
        return .json(shown.list(page.objects, metadata: page.metadata))
    }

    // MARK: Watch

    func watch(_ request: APIRequest) async throws(APIError) -> Answer {
        let selector = try SelectableFields.selector(request)
        try ListOptions.check(request)
        let seconds = try WatchTimeout.seconds(request)
        let since = try Self.version(request)
        let isStreamingList = request.flag("sendInitialEvents") ?? false
        let feed: ObjectStore.Feed
        do throws(APIError) {
            feed = try await store.feed(request.kind.resource, since: isStreamingList ? nil : since)
        } catch {
            // Once a version could be read, a refusal is an event of the stream (cacher.go, newErrWatcher).
            let refusal = JSON.write(["type": "ERROR", "object": error.status]) + [0x0A]
            return .lines(
                AsyncStream { sink in
                    sink.yield(refusal)
                    sink.finish()
                })
        }
        let shown = Shown(request, definition: store.registry.definitions[request.kind.resource], now: now())
        let watch = Watch(
            request: request, selector: selector, shown: shown, isStreamingList: isStreamingList,
            currentVersion: { await store.publishedVersion })
        let (lines, sink) = AsyncStream.makeStream(of: [UInt8].self)
        let work = Task { await watch.run(feed, into: sink, seconds: seconds) }
        sink.onTermination = { _ in work.cancel() }
        return .lines(lines)
    }

    /// The version to go on from; nil for a watch that begins with what there is.
    private static func version(_ request: APIRequest) throws(APIError) -> UInt64? {
        let text = request.query["resourceVersion"] ?? ""
        if text.isEmpty || text == "0" { return nil }
        guard let version = UInt64(text) else {
            throw APIError(
                code: 500, reason: "",
                message:
                    "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax"
            )
        }
        return version
    }
}

extension ObjectStore {
    /// Objects, the version they are of and the kind's definition, all of one moment.
    ///
    /// - Parameters:
    ///   - asked: the exact version; nil for now.
    ///   - least: a version that the client has seen already.
    /// - Throws: 410 for a version that is no longer in the history, 504 for one that has not been.
    func snapshot(
        _ resource: GroupResource, namespace: String?, at asked: UInt64?, notBefore least: UInt64?
    ) throws(APIError) -> ([StoredObject], UInt64, Value?) {
        let definition = registry.definitions[resource]
        if let future = asked ?? least, future > version { throw .tooLarge(future, version) }
        guard let asked, asked < version else { return (list(resource, namespace: namespace), version, definition) }
        return (try list(resource, namespace: namespace, at: asked), asked, definition)
    }
}
