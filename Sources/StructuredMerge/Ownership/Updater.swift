import Manifests

/// Computes who owns what after a write (structured-merge-diff `merge.Updater`).
///
/// Versions of a kind differ in their version string alone here, so one comparison serves the entries of all
/// versions; entries of versions that are no longer served are dropped.
struct Updater {
    let schema: TypeSchema
    /// Fields that the write does not touch, whatever it says (`resetFields` of a strategy).
    let resetFields: FieldSet
    /// Nil where every version is served.
    let servedVersions: Set<String>?

    /// The managers after `new` replaced `live`, as the entry `identity` sees it.
    func update(_ managers: inout ManagedFields, from live: Value, to new: Value, by identity: ManagerIdentity)
        -> FieldSet
    {
        prepare(&managers)
        let comparison = schema.compare(live, new)
        _ = take(&managers, comparison, for: identity)
        let own = managers[identity]?.fields ?? FieldSet()
        return own.union(comparison.modified).union(comparison.added).subtracting(comparison.removed)
            .recursiveSubtracting(resetFields)
    }

    /// The merged object, and whether it differs from `live`. `identity` then owns what it applied; the other managers
    /// lose what changed under them.
    func apply(
        _ configuration: Value, to live: Value, _ managers: inout ManagedFields, by identity: ManagerIdentity,
        apiVersion: String, force: Bool
    ) -> Result<(object: Value, isChanged: Bool), ConflictError> {
        prepare(&managers)
        let merged = schema.merge(live, configuration)
        let last = managers[identity]?.fields ?? FieldSet()
        let owned = FieldSet.ofLeaves(in: configuration, schema: schema).recursiveSubtracting(resetFields)
        if let index = managers.entries.firstIndex(where: { $0.identity == identity }) {
            managers.entries[index].fields = owned
            managers.entries[index].apiVersion = apiVersion
        } else {
            managers.entries.append(
                ManagedFieldsEntry(
                    manager: identity.manager, operation: .apply, apiVersion: apiVersion,
                    subresource: identity.subresource, fields: owned))
        }
        // What is applied again stays; without a dropped field there is nothing to prune.
        let new = last.isSubset(of: owned) ? merged : prune(merged, last: last, managers: managers)
        let isChanged = !ValueOrder.equal(live, new)
        if isChanged {
            let conflicts = take(&managers, schema.compare(live, new), for: identity, dryRun: !force)
            if !force, !conflicts.isEmpty { return .failure(ConflictError(conflicts: conflicts)) }
        }
        managers.entries.removeAll { $0.fields.isEmpty }
        return .success((new, isChanged))
    }

    /// Drops entries of versions that are gone and follows changes of the schema.
    private func prepare(_ managers: inout ManagedFields) {
        if let servedVersions { managers.entries.removeAll { !servedVersions.contains($0.apiVersion) } }
        for index in managers.entries.indices {
            managers.entries[index].fields = managers.entries[index].fields.reconciled(with: schema)
        }
    }

    /// Takes what changed from every other manager.
    ///
    /// - Returns: what they owned of it. With `dryRun`, and if there is any, they keep it.
    private func take(
        _ managers: inout ManagedFields, _ comparison: Comparison, for identity: ManagerIdentity, dryRun: Bool = false
    ) -> [FieldConflict] {
        let changed = comparison.modified.union(comparison.added).recursiveSubtracting(resetFields)
        let removed = comparison.removed.recursiveSubtracting(resetFields)
        if changed.isEmpty, removed.isEmpty { return [] }
        var conflicts: [(ManagedFieldsEntry, FieldSet)] = []
        for entry in managers.entries where entry.identity != identity {
            let conflict = entry.fields.intersection(changed)
            if !conflict.isEmpty { conflicts.append((entry, conflict)) }
        }
        if dryRun, !conflicts.isEmpty { return describe(conflicts) }
        for index in managers.entries.indices where managers.entries[index].identity != identity {
            managers.entries[index].fields = managers.entries[index].fields.subtracting(changed).subtracting(removed)
        }
        managers.entries.removeAll { $0.fields.isEmpty && $0.identity != identity }
        return []
    }

    private func describe(_ conflicts: [(ManagedFieldsEntry, FieldSet)]) -> [FieldConflict] {
        conflicts.map { (key: $0.0.identity.sortKey, entry: $0.0, fields: $0.1) }
            .sorted { ByteOrder.compare($0.key, $1.key) < 0 }
            .flatMap { conflict in
                conflict.fields.paths().map { path in
                    FieldConflict(
                        path: path, manager: conflict.entry.manager, operation: conflict.entry.operation,
                        apiVersion: conflict.entry.apiVersion, subresource: conflict.entry.subresource,
                        time: conflict.entry.time)
                }
            }
    }

    /// Removes what the applier owned last time, does not apply now, and no one else owns.
    private func prune(_ merged: Value, last: FieldSet, managers: ManagedFields) -> Value {
        if last.isEmpty { return merged }
        let lastNamed = last.ensuringNamedFields(schema)
        let pruned = schema.removing(lastNamed, from: merged)
        let mergedSet = FieldSet.ofLeaves(in: merged, schema: schema).ensuringNamedFields(schema)
        let managed = managers.allFields.ensuringNamedFields(schema)
        let ownedBack = schema.removing(
            mergedSet.subtracting(named(pruned).union(managed)), from: merged)
        return schema.removing(mergedSet.subtracting(named(ownedBack)).intersection(lastNamed), from: merged)
    }

    private func named(_ value: Value) -> FieldSet {
        FieldSet.ofLeaves(in: value, schema: schema).ensuringNamedFields(schema)
    }
}
