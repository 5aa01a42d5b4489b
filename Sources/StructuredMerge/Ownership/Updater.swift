import Manifests

/// Computes who owns what after a write (structured-merge-diff `merge.Updater`).
///
/// What a manager owns is compared in the version in which its entry was written; entries of versions that are no longer
/// served are dropped.
struct Updater {
    /// Of the version of the request.
    let schema: TypeSchema
    let apiVersion: String
    let versions: KindVersions
    /// Fields that the write does not touch, whatever it says (`resetFields` of a strategy).
    let resetFields: FieldSet

    init(_ schema: TypeSchema, _ apiVersion: String, _ versions: KindVersions?, _ resetFields: FieldSet) {
        self.schema = schema
        self.apiVersion = apiVersion
        self.versions = versions ?? KindVersions(known: [:], otherwise: schema)
        self.resetFields = resetFields
    }

    /// The managers after `new` replaced `live`, as the entry `identity` sees it.
    func update(_ managers: inout ManagedFields, from live: Value, to new: Value, by identity: ManagerIdentity)
        -> FieldSet
    {
        prepare(&managers)
        let comparison = schema.compare(live, new)
        _ = take(&managers, from: live, to: new, comparison, for: identity)
        let own = managers[identity]?.fields ?? FieldSet()
        // A list item that stood there twice and now once is both removed, as a whole, and added: it is owned.
        return own.subtracting(comparison.removed).union(comparison.modified).union(comparison.added)
            .recursiveSubtracting(resetFields)
    }

    /// The merged object, and whether it differs from `live`. `identity` then owns what it applied; the other managers
    /// lose what changed under them.
    func apply(
        _ configuration: Value, to live: Value, _ managers: inout ManagedFields, by identity: ManagerIdentity,
        force: Bool
    ) -> Result<(object: Value, isChanged: Bool), ApplyError> {
        prepare(&managers)
        let merged = schema.merge(live, configuration)
        let last = managers[identity]
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
        // What is applied again stays; without a dropped field there is nothing to prune. Only a container that is owned
        // as a leaf, for the sake of an explicit null or an empty object, may lose parts that nobody owns.
        let isKept =
            last.map {
                $0.apiVersion == apiVersion && $0.fields.isSubset(of: owned) && !configuration.hasEmptyPart
            } ?? true
        let new = isKept ? merged : prune(merged, last: last, managers: managers)
        let isChanged = !ValueOrder.equal(live, new)
        // A field set that owns all parts of a list's item but not the item leaves one that nothing identifies.
        if isChanged, !isKept, let errors = schema.validate(new, allowsDuplicates: true) {
            let message = "failed to compare objects: \(errors)"
            return .failure(.invalid(InvalidError(reason: .schema, message: message, errors: errors)))
        }
        // Where nobody else owns anything, nothing is taken from anybody.
        if isChanged, managers.entries.contains(where: { $0.identity != identity }) {
            let comparison = schema.compare(live, new)
            let conflicts = take(&managers, from: live, to: new, comparison, for: identity, dryRun: !force)
            if !force, !conflicts.isEmpty { return .failure(.conflict(ConflictError(conflicts: conflicts))) }
        }
        managers.entries.removeAll { $0.fields.isEmpty }
        return .success((new, isChanged))
    }

    /// Drops entries of versions that are gone and follows changes of the schema.
    private func prepare(_ managers: inout ManagedFields) {
        managers.entries = managers.entries.compactMap { entry in
            guard let schema = schema(of: entry.apiVersion) else { return nil }
            var entry = entry
            entry.fields = entry.fields.reconciled(with: schema)
            return entry
        }
    }

    private func schema(of apiVersion: String) -> TypeSchema? {
        apiVersion == self.apiVersion ? schema : versions.schema(of: apiVersion)
    }

    /// Takes what changed from every other manager.
    ///
    /// - Parameter comparison: of `live` and `new`, in the version of the request.
    /// - Returns: what they owned of it. With `dryRun`, and if there is any, they keep it.
    private func take(
        _ managers: inout ManagedFields, from live: Value, to new: Value, _ comparison: Comparison,
        for identity: ManagerIdentity, dryRun: Bool = false
    ) -> [FieldConflict] {
        let others = managers.entries.indices.filter { managers.entries[$0].identity != identity }
        let changes = changes(from: live, to: new, comparison, in: Set(others.map { managers.entries[$0].apiVersion }))
        if changes.isEmpty { return [] }
        var conflicts: [(ManagedFieldsEntry, FieldSet)] = []
        for entry in others.map({ managers.entries[$0] }) {
            guard let change = changes[entry.apiVersion] else { continue }
            let conflict = entry.fields.intersection(change.changed)
            if !conflict.isEmpty { conflicts.append((entry, conflict)) }
        }
        if dryRun, !conflicts.isEmpty { return describe(conflicts) }
        for index in others {
            guard let change = changes[managers.entries[index].apiVersion] else { continue }
            managers.entries[index].fields = managers.entries[index].fields.subtracting(change.changed)
                .subtracting(change.removed)
        }
        managers.entries.removeAll { $0.fields.isEmpty && $0.identity != identity }
        return []
    }

    /// What changed, as each version names it; nothing for a version in which nothing did.
    private func changes(from live: Value, to new: Value, _ comparison: Comparison, in apiVersions: Set<String>)
        -> [String: (changed: FieldSet, removed: FieldSet)]
    {
        var changes: [String: (changed: FieldSet, removed: FieldSet)] = [:]
        for apiVersion in apiVersions {
            var comparison = comparison
            if apiVersion != self.apiVersion, let schema = schema(of: apiVersion) {
                comparison = schema.compare(
                    versions.object(live, in: apiVersion), versions.object(new, in: apiVersion))
            }
            let changed = comparison.modified.union(comparison.added).recursiveSubtracting(resetFields)
            let removed = comparison.removed.recursiveSubtracting(resetFields)
            if !changed.isEmpty || !removed.isEmpty { changes[apiVersion] = (changed, removed) }
        }
        return changes
    }

    private func describe(_ conflicts: [(ManagedFieldsEntry, FieldSet)]) -> [FieldConflict] {
        conflicts.map { (key: $0.0.identity.sortKey, entry: $0.0, fields: $0.1) }
            .sorted { $0.key.precedesByBytes($1.key) }
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
    private func prune(_ merged: Value, last: ManagedFieldsEntry?, managers: ManagedFields) -> Value {
        guard let last, !last.fields.isEmpty, let schema = schema(of: last.apiVersion) else { return merged }
        let merged = versions.object(merged, in: last.apiVersion)
        let owned = last.fields.ensuringNamedFields(schema)
        var pruned = schema.removing(owned, from: merged)
        // First in the version that was pruned in; the others in an order that is always the same.
        let others = Set(managers.entries.map(\.apiVersion)).subtracting([last.apiVersion]).sorted()
        for apiVersion in [last.apiVersion] + others {
            pruned = addingBack(merged, to: pruned, managers, in: apiVersion)
        }
        pruned = versions.object(pruned, in: last.apiVersion)
        let dangling = named(merged, schema).subtracting(named(pruned, schema)).intersection(owned)
        return versions.object(schema.removing(dangling, from: merged), in: apiVersion)
    }

    /// The pruned object with what managers of a version own of the merged one.
    private func addingBack(_ merged: Value, to pruned: Value, _ managers: ManagedFields, in apiVersion: String)
        -> Value
    {
        guard let schema = schema(of: apiVersion) else { return pruned }
        let merged = versions.object(merged, in: apiVersion)
        let managed = managers.entries.filter { $0.apiVersion == apiVersion }.reduce(FieldSet()) { $0.union($1.fields) }
        let kept = named(versions.object(pruned, in: apiVersion), schema).union(managed.ensuringNamedFields(schema))
        return schema.removing(named(merged, schema).subtracting(kept), from: merged)
    }

    private func named(_ value: Value, _ schema: TypeSchema) -> FieldSet {
        FieldSet.ofLeaves(in: value, schema: schema).ensuringNamedFields(schema)
    }
}

extension Value {
    /// Null or an empty object is somewhere in it.
    fileprivate var hasEmptyPart: Bool {
        switch self {
        case .null: true
        case .object(let object): object.isEmpty || object.members.contains { $0.value.hasEmptyPart }
        case .array(let items): items.contains { $0.hasEmptyPart }
        default: false
        }
    }
}
