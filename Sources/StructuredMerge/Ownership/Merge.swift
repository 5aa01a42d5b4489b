package import Manifests

/// The result of an apply.
package struct ApplyOutcome: Sendable, Hashable {
    /// The merged object; `metadata.managedFields` is set.
    package var object: Value
    /// The object differs from the live one, in content or in who owns what. Timestamps alone do not count.
    package var changed: Bool
    /// The object differs from the live one apart from `managedFields`.
    package var contentChanged: Bool
}

/// Writes to objects as the API server carries them out: server-side apply (KEP-555), and ownership of other writes.
package enum Merge {
    /// Applies a configuration to a live object.
    ///
    /// - Parameters:
    ///   - configuration: what the manager wants; holds `apiVersion` and `kind`, no `managedFields`.
    ///   - live: the stored object with its `managedFields`, converted to `apiVersion`; nil to create it.
    ///   - apiVersion: the version of the request.
    ///   - force: takes fields over from other managers instead of refusing.
    ///   - subresource: empty for the object itself, `status`, `scale`.
    ///   - time: RFC 3339 in UTC, whole seconds.
    ///   - resetFields: what the write cannot touch, see ``ResetFields``.
    ///   - versions: in which the other managers' entries may be written; nil reads all as the request's version.
    /// - Returns: the merged object, not yet defaulted. Where nothing changed, the live object with its own
    ///   timestamps; a manager that thereby shares fields gets an entry without a time.
    package static func apply(
        _ configuration: Value, to live: Value?, schema: TypeSchema, manager: String, apiVersion: String, force: Bool,
        subresource: String = "", time: String, resetFields: FieldSet = FieldSet(), versions: KindVersions? = nil
    ) -> Result<ApplyOutcome, ApplyError> {
        var operation = ApplyOperation(
            configuration: configuration, live: live, schema: schema, apiVersion: apiVersion, time: time,
            identity: ManagerIdentity(
                manager: manager, operation: .apply, apiVersion: apiVersion, subresource: subresource),
            updater: Updater(schema, apiVersion, versions, resetFields))
        return operation.run(force: force)
    }

    /// Records who owns what after a create, update or patch.
    ///
    /// - Parameters:
    ///   - live: the stored object; nil for a create.
    ///   - new: what the client sent or its patch made, defaulted, before the strategy of its kind adds to it: a
    ///     namespace's finalizers, a service's cluster IP and a new object's status have no owner. Its own
    ///     `managedFields` count (a client may edit them, and clear them with an empty list), except on a subresource.
    ///   - operation: `update`; `apply` is taken as the operation of the entry, for a tool that moves ownership.
    /// - Returns: `new` with its `managedFields`. An object that has none when it is updated stays without.
    package static func update(
        from live: Value?, to new: Value, schema: TypeSchema, manager: String, apiVersion: String,
        operation: ManagedFieldsEntry.Operation = .update, subresource: String = "", time: String,
        resetFields: FieldSet = FieldSet(), versions: KindVersions? = nil
    ) -> Value {
        var managers = managersBefore(update: new, live: live, subresource: subresource)
        let bare = new.withoutManagedFields
        if managers.entries.isEmpty, let live, live[path: "metadata", "uid"]?.string?.isEmpty == false {
            return bare
        }
        let updater = Updater(schema, apiVersion, versions, resetFields)
        let identity = ManagerIdentity(
            manager: manager, operation: operation, apiVersion: apiVersion, subresource: subresource)
        record(
            &managers, from: live?.withoutManagedFields ?? schema.emptyObject(likeKindOf: new), to: bare,
            updater, identity, apiVersion: apiVersion, time: time)
        managers.capUpdateManagers()
        managers.sort()
        return bare.with(managers)
    }

    /// The write is recorded under a name of its own first, so that the manager's earlier entry changes its time only
    /// where the write changed something.
    static func record(
        _ managers: inout ManagedFields, from live: Value, to new: Value, _ updater: Updater,
        _ identity: ManagerIdentity, apiVersion: String, time: String
    ) {
        var current = identity
        current.manager = "current-operation"
        let owned = updater.update(&managers, from: live, to: new, by: current).subtracting(StrippedFields.set)
        managers.entries.removeAll { $0.identity == current || $0.fields.isEmpty }
        if owned.isEmpty { return }
        if let index = managers.entries.firstIndex(where: { $0.identity == identity }) {
            managers.entries[index].fields = managers.entries[index].fields.union(owned)
            managers.entries[index].time = time
        } else {
            managers.entries.append(
                ManagedFieldsEntry(
                    manager: identity.manager, operation: identity.operation, apiVersion: apiVersion, time: time,
                    subresource: identity.subresource, fields: owned))
        }
    }

    /// The managers that an update starts from (`decodeLiveOrNew`): the request's own, unless it is for a
    /// subresource, sends none, or sends some that cannot be read.
    private static func managersBefore(update new: Value, live: Value?, subresource: String) -> ManagedFields {
        let ofLive = live.flatMap { try? ManagedFields(of: $0) } ?? ManagedFields()
        if !subresource.isEmpty { return ofLive }
        switch new[path: "metadata", "managedFields"] {
        case .array(let items)? where items.isEmpty || items == [.object(Object())]:
            return ManagedFields()
        case let sent?:
            guard let managers = try? ManagedFields(metadata: sent), !managers.entries.isEmpty else { return ofLive }
            return managers
        case nil:
            return ofLive
        }
    }

    /// `new` with the timestamps of `live`, if these are all that differs: the object then need not be written
    /// (`fieldmanager.IgnoreManagedFieldsTimestampsTransformer`). The last step of the server, after defaulting.
    package static func keepingTimestamps(of live: Value, in new: Value) -> Value {
        guard let old = try? ManagedFields(of: live), let current = try? ManagedFields(of: new),
            old.entries.count == current.entries.count
        else { return new }
        for (before, after) in zip(old.entries, current.entries) {
            var same = after
            same.time = before.time
            guard same == before else { return new }
        }
        guard live.withoutManagedFields == new.withoutManagedFields else { return new }
        return live
    }
}

/// What managers never own: identity and bookkeeping (`stripMetaManager`).
package enum StrippedFields {
    package static let set = FieldSet(
        [
            ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"],
            ["metadata", "creationTimestamp"], ["metadata", "selfLink"], ["metadata", "uid"],
            ["metadata", "clusterName"], ["metadata", "generation"], ["metadata", "managedFields"],
            ["metadata", "resourceVersion"],
        ].map { FieldPath($0.map { .field($0) }) })
}

extension TypeSchema {
    /// What an update of nothing starts from; the kind is there in the server's empty objects.
    func emptyObject(likeKindOf value: Value) -> Value {
        guard case .object(var object) = emptyObject else { return .object(Object()) }
        object["apiVersion"] = value["apiVersion"]
        object["kind"] = value["kind"]
        return .object(object)
    }
}
