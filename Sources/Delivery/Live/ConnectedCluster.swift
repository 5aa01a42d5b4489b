package import Cluster
import Foundation
package import Manifests
package import StructuredMerge
import Synchronization
import Transport

/// A cluster behind an API server: what the loop asks, in the words of the Kubernetes API.
package final class ConnectedCluster: LiveCluster {
    /// How long an answer of discovery serves, before the server is asked again.
    private static let discoveryLifetime: Duration = .seconds(60)

    /// So many writes in a row that the server could not do mean that it can do none.
    private static let troublesOfAnOutage = 16

    private let client: ClusterClient
    private let troubles = Mutex(0)
    private let discovery = Mutex<(discovery: Discovery, at: ContinuousClock.Instant)?>(nil)
    private let requests = RequestCount()
    private let schemas: ServerSchemas

    package let isEmbedded: Bool

    package init(_ client: ClusterClient, isEmbedded: Bool = false) {
        self.client = client
        self.isEmbedded = isEmbedded
        schemas = ServerSchemas(client) { [requests] in requests.add() }
    }

    package var requestCount: Int { requests.value }

    package func scopes(refresh: Bool) async throws(ClusterUnreachable) -> ScopeCatalog {
        ScopeCatalog(try await discover(refresh: refresh))
    }

    package func schemas(for kinds: Set<GroupVersionKind>) async throws(ClusterUnreachable) -> SchemaCatalog {
        await schemas.catalog(for: allVersions(of: kinds))
    }

    /// Other managers may have written down their fields in any version of a kind.
    private func allVersions(of kinds: Set<GroupVersionKind>) -> Set<GroupVersionKind> {
        let ofDefinitions = Set(kinds.filter { !SchemaCatalog.builtIn.contains($0) }.map(\.groupKind))
        guard !ofDefinitions.isEmpty, let served = discovery.withLock({ $0?.discovery.resources }) else { return kinds }
        return kinds.union(served.map(\.kind).filter { ofDefinitions.contains($0.groupKind) })
    }

    package func preferredVersion(of kind: GroupKind) async throws(ClusterUnreachable) -> GroupVersionKind? {
        switch try await discover(refresh: false).preferred(kind) {
        case .served(let resource): return resource.kind
        case .absent: return nil
        case .unavailable(let reason): throw ClusterUnreachable("expected to look for '\(kind)': \(reason)")
        }
    }

    package func list(
        _ kind: GroupVersionKind, namespace: String?, selector: String?
    ) async throws(ClusterUnreachable) -> ListAnswer {
        let resource = try await resource(kind)
        do {
            count()
            let scope = ObjectScope(namespace: resource.isNamespaced ? namespace : nil, labelSelector: selector ?? "")
            return .objects(try await client.list(resource, in: scope).items)
        } catch {
            if error.isOutage { throw ClusterUnreachable(error) }
            // A kind whose definition has gone since has no objects.
            if error.kind == .notFound, case .absent = try await discover(refresh: true).resource(for: kind) {
                return .objects([])
            }
            return .unknown(error.description)
        }
    }

    package func get(
        _ kind: GroupVersionKind, namespace: String?, name: String
    ) async throws(ClusterUnreachable) -> GetAnswer {
        let resource = try await resource(kind)
        do {
            count()
            return .object(try await client.get(resource, namespace: namespace, name: name))
        } catch {
            if error.kind == .notFound { return .absent }
            if error.isOutage { throw ClusterUnreachable(error) }
            return .unknown(error.description)
        }
    }

    package func apply(
        _ object: Value, kind: GroupVersionKind, force: Bool, dryRun: Bool
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        try await write(object, kind) { [client] resource throws(ClusterError) in
            let options = WriteOptions(force: force, isDryRun: dryRun)
            return try await client.apply(object, as: resource, options: options).object
        }
    }

    package func create(
        _ object: Value, kind: GroupVersionKind, manager: String, dryRun: Bool
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        try await write(object, kind) { [client] resource throws(ClusterError) in
            var options = WriteOptions(fieldManager: manager, isDryRun: dryRun)
            // What was in the cluster already may have fields that its schema has lost since.
            options.fieldValidation = .ignore
            return try await client.create(object, as: resource, options: options)
        }
    }

    private func write(
        _ object: Value, _ kind: GroupVersionKind,
        by send: (APIResource) async throws(ClusterError) -> Value
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        switch try await discover(refresh: false).resource(for: kind) {
        case .absent: return .premature("the cluster does not know '\(kind.kind)' of '\(kind.apiVersion)'")
        case .unavailable(let reason): return .refused(reason)
        case .served(let resource):
            do {
                count()
                let written = try await send(resource)
                troubles.withLock { $0 = 0 }
                return .applied(written)
            } catch {
                return try answer(to: error, about: object)
            }
        }
    }

    package func write(
        managedFields: Value, of kind: GroupVersionKind, namespace: String?, name: String, resourceVersion: String
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        let resource = try await resource(kind)
        do {
            count()
            let change: Value = [
                "metadata": ["resourceVersion": .string(resourceVersion), "managedFields": managedFields]
            ]
            return .applied(try await client.patch(change, resource, namespace: namespace, name: name))
        } catch {
            return try answer(to: error, about: [:])
        }
    }

    package func preview(_ object: Value, kind: GroupVersionKind) async throws(ClusterUnreachable) -> ApplyAnswer {
        let resource = try await resource(kind)
        do {
            count()
            // A record of who owns what that was only predicted has no time, and a server takes none without.
            return .applied(
                try await client.update(
                    object.withoutManagedFields, as: resource, options: WriteOptions(isDryRun: true)))
        } catch {
            return try answer(to: error, about: object)
        }
    }

    package func delete(
        _ kind: GroupVersionKind, namespace: String?, name: String, if precondition: DeletePrecondition
    ) async throws(ClusterUnreachable) -> DeleteAnswer {
        let resource = try await resource(kind)
        let options = DeleteOptions(uid: precondition.uid, resourceVersion: precondition.resourceVersion)
        do {
            count()
            switch try await client.delete(resource, namespace: namespace, name: name, options: options) {
            case .gone: return .gone
            case .pending(let object): return .pending(object)
            }
        } catch {
            switch error.kind {
            case .notFound: return .gone
            case .conflict: return .changed
            default: break
            }
            try tell(error)
            return .refused(error.description)
        }
    }

    /// A write that the server itself could not do concerns its own object, and the others go on; unless it seems that
    /// the server can do none.
    private func tell(_ error: ClusterError) throws(ClusterUnreachable) {
        guard error.isOutage else { return troubles.withLock { $0 = 0 } }
        guard error.mayConcernOneObject else { throw ClusterUnreachable(error) }
        let count = troubles.withLock { count in
            count += 1
            return count
        }
        if count >= Self.troublesOfAnOutage { throw ClusterUnreachable(error) }
    }

    private static func reason(_ causes: [ClusterError.Cause]) -> String {
        causes.map { cause in
            // What cannot be changed is shown field by field; the server quotes all of it.
            let message = cause.isImmutable ? cause.messageWithoutValue : cause.message
            return cause.field.isEmpty ? message : "\(cause.field): \(message)"
        }.joined(separator: "; ")
    }

    private func answer(to error: ClusterError, about object: Value) throws(ClusterUnreachable) -> ApplyAnswer {
        switch error.kind {
        case .conflict(let fields) where !fields.isEmpty:
            return .conflict(
                fields.map { FieldOwner(manager: $0.manager, field: ConflictPath.text($0.field, in: object)) })
        case .notFound: return .premature(error.message)
        case .invalid(let causes) where causes.contains(where: \.isImmutable): return .immutable(Self.reason(causes))
        case .invalid(let causes) where !causes.isEmpty && !error.operation.isSecret:
            return .refused(Self.reason(causes))
        default:
            try tell(error)
            let words = error.message.isEmpty ? error.description : error.message
            return error.mayConcernOneObject ? .unavailable(words) : .refused(words)
        }
    }
}

// MARK: - Discovery

extension ConnectedCluster {
    private func discover(refresh: Bool) async throws(ClusterUnreachable) -> Discovery {
        if !refresh, let known = discovery.withLock({ $0 }), known.at.duration(to: .now) < Self.discoveryLifetime {
            return known.discovery
        }
        do {
            count()
            // Beside the rest it takes no time.
            async let version = try? client.version()
            let found = try await client.discover()
            schemas.rediscovered(version: await version, isRefresh: refresh)
            discovery.withLock { $0 = (found, .now) }
            return found
        } catch {
            throw ClusterUnreachable(error)
        }
    }

    private func resource(_ kind: GroupVersionKind) async throws(ClusterUnreachable) -> APIResource {
        switch try await discover(refresh: false).resource(for: kind) {
        case .served(let resource): return resource
        case .absent:
            throw ClusterUnreachable(
                "expected the cluster to serve '\(kind.kind)' of '\(kind.apiVersion)', found it gone")
        case .unavailable(let reason): throw ClusterUnreachable(reason)
        }
    }

    private func count() { requests.add() }
}

/// How many requests were made; shared with what makes some of its own.
private final class RequestCount: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}

extension ScopeCatalog {
    fileprivate init(_ discovery: Discovery) {
        let scopes = discovery.resources.map { ($0.kind, $0.isNamespaced ? Scope.namespaced : .cluster) }
        self.init(
            Dictionary(scopes) { first, _ in first }, unavailableGroups: Set(discovery.unavailable.keys.map(\.group)))
    }
}

extension ClusterUnreachable {
    fileprivate init(_ error: ClusterError) { self.init(error.description, retryAfter: error.retryAfter) }
}

extension ClusterError {
    /// Whether the cluster as a whole gave no answer, rather than refused this one request.
    fileprivate var isOutage: Bool {
        switch kind {
        case .unreachable, .noCredentials, .unauthorized, .tooManyRequests, .malformed: true
        case .unavailable(let status): status == 502 || status == 503 || status == 504
        default: false
        }
    }

    /// Whether the server has answered, and may answer otherwise to another object.
    fileprivate var mayConcernOneObject: Bool {
        switch kind {
        case .tooManyRequests(let asked): asked ?? .zero <= RetryPolicy.standard.longestDelay
        case .unavailable: true
        default: false
        }
    }
}

// MARK: - Following

extension ObjectScope {
    fileprivate init(_ scope: FollowedScope, of resource: APIResource) {
        self.init(
            namespace: resource.isNamespaced ? scope.namespace : nil, labelSelector: scope.selector,
            isMetadataOnly: scope.isMetadataOnly)
    }
}

extension ConnectedCluster {
    private func found(_ kind: GroupVersionKind) async -> Result<APIResource, ClusterUnreachable> {
        do throws(ClusterUnreachable) {
            let resource = try await resource(kind)
            return .success(resource)
        } catch {
            return .failure(error)
        }
    }

    /// - Returns: nil when the task was cancelled.
    private func awaitResource(
        _ kind: GroupVersionKind, onEvent: @Sendable (LiveEvent) async -> Void
    ) async -> APIResource? {
        var backoff = Backoff()
        while !Task.isCancelled {
            switch await found(kind) {
            case .success(let resource): return resource
            case .failure(let error): await onEvent(.lost(error))
            }
            do { try await Task.sleep(for: backoff.next(random: Double.random(in: 0...1))) } catch { return nil }
        }
        return nil
    }

    package func follow(
        _ kind: GroupVersionKind, in scope: FollowedScope, onEvent: @escaping @Sendable (LiveEvent) async -> Void
    ) async {
        guard let resource = await awaitResource(kind, onEvent: onEvent) else { return }
        var options = WatchCache.Options()
        options.keeps = scope.keeps
        let cache = WatchCache(client, resource, in: ObjectScope(scope, of: resource), options: options)
        let heard = await cache.news()
        count()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await cache.run() }
            for await news in heard { await onEvent(LiveEvent(news)) }
            group.cancelAll()
        }
    }
}

extension LiveEvent {
    fileprivate init(_ news: WatchCache.News) {
        switch news {
        case .synced(let objects, let version): self = .synced(objects, version: version)
        case .changed(.added(_, let object)), .changed(.modified(_, let object, _)): self = .changed(object)
        case .changed(.deleted(_, let object)): self = .deleted(object)
        case .unreachable(let since, let reason):
            self = .lost(ClusterUnreachable(reason, since: Instant(seconds: since.timeIntervalSince1970)))
        }
    }
}
