package import Cluster
package import Manifests
package import StructuredMerge

/// A cluster as the loop needs it: the edge behind which the world stands.
///
/// ``ClusterClient`` is one over HTTP; a simulation can be another. A refusal is a value, and only what cannot be
/// asked at all throws.
package protocol LiveCluster: Sendable {
    /// The kinds that the cluster serves.
    ///
    /// - Parameter refresh: asks again, after definitions were added.
    func scopes(refresh: Bool) async throws(ClusterUnreachable) -> ScopeCatalog

    /// How the cluster merges the kinds named, as far as is known without it.
    func schemas(for kinds: Set<GroupVersionKind>) async throws(ClusterUnreachable) -> SchemaCatalog

    /// The version under which a kind is read when no manifest names one; nil where the cluster has no such kind.
    func preferredVersion(of kind: GroupKind) async throws(ClusterUnreachable) -> GroupVersionKind?

    /// Objects of a kind, in every namespace or in one.
    func list(_ kind: GroupVersionKind, namespace: String?, selector: String?) async throws(ClusterUnreachable)
        -> ListAnswer

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async throws(ClusterUnreachable) -> GetAnswer

    /// Server-side apply as field manager `lockstep`.
    ///
    /// - Parameters:
    ///   - force: takes over fields that other managers own with other values.
    ///   - dryRun: answers with the object as it would be, and changes nothing.
    func apply(_ object: Value, kind: GroupVersionKind, force: Bool, dryRun: Bool) async throws(ClusterUnreachable)
        -> ApplyAnswer

    /// Makes an object that is not there; one that is, is a refusal.
    ///
    /// - Parameters:
    ///   - manager: who is on record for all of it.
    ///   - dryRun: answers with the object as it would be, and changes nothing.
    func create(_ object: Value, kind: GroupVersionKind, manager: String, dryRun: Bool)
        async throws(ClusterUnreachable) -> ApplyAnswer

    /// Writes who owns which fields of an object, if it still has that version.
    func write(
        managedFields: Value, of kind: GroupVersionKind, namespace: String?, name: String, resourceVersion: String
    ) async throws(ClusterUnreachable) -> ApplyAnswer

    /// Deletes one object in the background, if it is still the one that the precondition names.
    func delete(_ kind: GroupVersionKind, namespace: String?, name: String, if precondition: DeletePrecondition)
        async throws(ClusterUnreachable)
        -> DeleteAnswer

    /// What the cluster would keep if an object were replaced as a whole: with defaults where fields are gone. Changes
    /// nothing.
    ///
    /// - Parameter object: bears the version of the one that it replaces.
    func preview(_ object: Value, kind: GroupVersionKind) async throws(ClusterUnreachable) -> ApplyAnswer

    /// Keeps objects of a kind in memory, in step with the cluster, until the task is cancelled.
    ///
    /// - Parameter onEvent: is called for each change, in order, the first ``LiveEvent/synced(_:version:)`` with all objects.
    func follow(
        _ kind: GroupVersionKind, in scope: FollowedScope, onEvent: @escaping @Sendable (LiveEvent) async -> Void
    ) async

    /// Requests sent so far.
    var requestCount: Int { get }

    /// Whether it is the one built into Lockstep, which reads the disk of this machine.
    var isEmbedded: Bool { get }
}

extension LiveCluster {
    package var isEmbedded: Bool { false }

    package func create(
        _ object: Value, kind: GroupVersionKind, manager: String, dryRun: Bool
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        .refused("this cluster makes objects by applies alone")
    }

    package func preview(_ object: Value, kind: GroupVersionKind) async throws(ClusterUnreachable) -> ApplyAnswer {
        .refused("this cluster shows no previews")
    }
}

/// Which objects of a kind are followed, and how much of them.
package struct FollowedScope: Sendable, Hashable {
    /// nil: every namespace.
    package var namespace: String?
    /// Empty: whatever labels they have.
    package var selector = ""
    /// Nothing but `metadata` is asked for.
    package var isMetadataOnly = false
    /// What is kept of it.
    package var keeps = KeptFields.all

    /// The members of an environment, wherever they are.
    package static func members(_ selector: String) -> FollowedScope { FollowedScope(selector: selector) }
}

/// The cluster gave no answer, or none that is one.
package struct ClusterUnreachable: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: String
    /// When it was last heard; nil stands for a moment ago.
    package var since: Instant?
    /// How long the cluster asks not to be asked again.
    package var retryAfter: Duration?

    package init(_ reason: String, since: Instant? = nil, retryAfter: Duration? = nil) {
        self.reason = reason
        self.since = since
        self.retryAfter = retryAfter
    }

    package var description: String { reason }
}

package enum ListAnswer: Sendable {
    case objects([Value])
    /// The cluster refuses to list the kind, or cannot now: nothing is known of its objects.
    case unknown(String)
}

package enum GetAnswer: Sendable {
    case object(Value)
    case absent
    case unknown(String)
}

package enum ApplyAnswer: Sendable {
    case applied(Value)
    /// What other managers own.
    case conflict([FieldOwner])
    case refused(String)
    /// The server could not do it now, or something that it asked: a webhook, its storage.
    case unavailable(String)
    /// Refused because of a field that cannot be changed once the object is there.
    case immutable(String)
    /// The object's namespace or its kind is not there yet.
    case premature(String)
}

/// Which object is to be deleted; nil asks for no such thing.
package struct DeletePrecondition: Sendable, Hashable {
    /// That very object, and not one of the same name made since.
    package var uid: String?
    /// Nothing has changed it since.
    package var resourceVersion: String?

    package init(uid: String?, resourceVersion: String? = nil) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// Whether an object is the one meant.
    package func holds(for object: Value) -> Bool {
        let metadata = object["metadata"]
        return (uid == nil || uid == metadata?["uid"]?.string)
            && (resourceVersion == nil || resourceVersion == metadata?["resourceVersion"]?.string)
    }
}

package enum DeleteAnswer: Sendable {
    /// There is no such object any more.
    case gone
    /// The object as it is now: its deletion has begun, and finalizers or its containers hold it.
    case pending(Value)
    /// The object is no longer the one that the precondition names.
    case changed
    case refused(String)
}

package enum LiveEvent: Sendable {
    /// Everything there is, as of a version: after each list, and after each time the thread was lost.
    case synced([Value], version: String? = nil)
    case changed(Value)
    case deleted(Value)
    /// The thread is lost: what is known grows old.
    case lost(ClusterUnreachable)
}
