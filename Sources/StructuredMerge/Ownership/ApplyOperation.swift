import Manifests

/// One server-side apply, through the layers of the API server's field manager.
struct ApplyOperation {
    let configuration: Value
    let live: Value?
    let schema: TypeSchema
    let apiVersion: String
    let time: String
    let identity: ManagerIdentity
    let updater: Updater

    /// The manager whose applies also look after the annotation of client-side apply.
    private static let kubectl = "kubectl"

    mutating func run(force: Bool) -> Result<ApplyOutcome, ApplyError> {
        if let error = requestError { return .failure(.invalid(error)) }
        var result = attempt(force: force)
        if case .failure(.conflict(let error)) = result, identity.manager == Self.kubectl, let live {
            result = upgradeFromClientSideApply(error, live)
        }
        guard case .success(let outcome) = result, identity.manager == Self.kubectl else { return result }
        return .success(LastApplied.updated(outcome, by: configuration, live: live))
    }

    /// Conflicts with what `kubectl` itself applied client-side are none (`lastAppliedManager`).
    private func upgradeFromClientSideApply(_ error: ConflictError, _ live: Value) -> Result<ApplyOutcome, ApplyError> {
        guard let allowed = LastApplied.fields(of: live, schema: schema, apiVersion: apiVersion) else {
            return .failure(.conflict(error))
        }
        let remaining = error.conflicts.filter { !allowed.contains($0.path) }
        return remaining.isEmpty
            ? attempt(force: true) : .failure(.conflict(ConflictError(conflicts: remaining)))
    }

    private var requestError: InvalidError? {
        func badRequest(_ message: String) -> InvalidError { InvalidError(reason: .badRequest, message: message) }
        if let version = configuration["apiVersion"]?.string, version != apiVersion {
            return badRequest(
                "Incorrect version specified in apply patch. Specified patch version: \(version), "
                    + "expected: \(apiVersion)")
        }
        if let sent = configuration[path: "metadata", "managedFields"], !sent.isNull {
            return badRequest("metadata.managedFields must be nil")
        }
        if let errors = schema.validate(configuration) {
            return InvalidError(
                reason: .schema,
                message: "failed to create typed patch object (\(described(configuration))): \(errors)",
                errors: errors)
        }
        if let live, let errors = schema.validate(live.withoutManagedFields, allowsDuplicates: true) {
            return InvalidError(
                reason: .schema, message: "failed to create typed live object (\(described(live))): \(errors)",
                errors: errors)
        }
        return nil
    }

    /// `NAMESPACE/NAME; GROUP/VERSION, Kind=KIND`.
    private func described(_ object: Value) -> String {
        let metadata = object["metadata"]
        let kind = object["kind"]?.string ?? ""
        let version = object["apiVersion"]?.string ?? ""
        return "\(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? ""); "
            + "\(version.contains("/") ? version : "/" + version), Kind=\(kind)"
    }

    private func attempt(force: Bool) -> Result<ApplyOutcome, ApplyError> {
        var managers: ManagedFields
        do throws(ManagedFieldsError) {
            managers =
                try live.map { object throws(ManagedFieldsError) in try ManagedFields(of: object) } ?? ManagedFields()
        } catch {
            return .failure(
                .invalid(InvalidError(reason: .schema, message: "failed to decode managed fields: \(error)")))
        }
        let before = managers
        let bare = live?.withoutManagedFields ?? .object(Object())
        if live != nil, managers.entries.isEmpty { recordFieldsBeforeFirstApply(&managers, bare) }
        let merged: (object: Value, isChanged: Bool)
        switch updater.apply(
            configuration, to: bare, &managers, by: identity, force: force)
        {
        case .failure(let error): return .failure(error)
        case .success(let result): merged = result
        }
        strip(&managers)
        let contentChanged = live == nil || merged.isChanged
        if contentChanged, let index = managers.entries.firstIndex(where: { $0.identity == identity }) {
            managers.entries[index].time = time
        }
        managers.sort()
        let result = (contentChanged ? merged.object : bare).with(managers)
        return .success(
            ApplyOutcome(
                object: result, changed: contentChanged || managers.differs(from: before),
                contentChanged: contentChanged))
    }

    /// What an object had before anyone's fields were tracked (`skipNonAppliedManager`).
    private func recordFieldsBeforeFirstApply(_ managers: inout ManagedFields, _ live: Value) {
        let first = ManagerIdentity(
            manager: Merge.beforeFirstApply, operation: .update, apiVersion: apiVersion,
            subresource: identity.subresource)
        Merge.record(
            &managers, from: schema.emptyObject(likeKindOf: live), to: live, updater, first, apiVersion: apiVersion,
            time: time)
        managers.capUpdateManagers()
    }

    private func strip(_ managers: inout ManagedFields) {
        guard let index = managers.entries.firstIndex(where: { $0.identity == identity }) else { return }
        managers.entries[index].fields = managers.entries[index].fields.subtracting(StrippedFields.set)
        if managers.entries[index].fields.isEmpty { managers.entries.remove(at: index) }
    }
}

extension ManagedFields {
    /// Whether other managers, or other fields of theirs, are named; times do not count.
    func differs(from other: ManagedFields) -> Bool {
        func untimed(_ entries: [ManagedFieldsEntry]) -> Set<ManagedFieldsEntry> {
            Set(
                entries.map { entry in
                    var entry = entry
                    entry.time = nil
                    return entry
                })
        }
        return untimed(entries) != untimed(other.entries)
    }
}
