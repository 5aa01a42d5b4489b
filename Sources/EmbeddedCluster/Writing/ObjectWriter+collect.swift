import Manifests

/// What follows from a deletion: dependents go with their owner or are let go of, owners wait for their dependents, and
/// a namespace for its content (kubernetes.io/docs/concepts/architecture/garbage-collection).
extension ObjectWriter {
    /// Goes on after a write: a new object may name an owner that does not exist, a changed one may be over.
    func followUp(_ object: Value, kind: ServedKind) async {
        if object.isBeingDeleted {
            await collect(after: object, kind: kind)
        } else if !object.ownerUIDs.isEmpty {
            await dropAbsentOwners(
                of: object,
                at: ObjectKey(
                    resource: kind.resource, namespace: kind.isNamespaced ? object.objectNamespace ?? "" : "",
                    name: object.objectName))
        }
    }

    /// Deletes a dependent that has no owner left; one that has only loses the references to the others.
    func dropAbsentOwners(of object: Value, at key: ObjectKey) async {
        guard let live = await store[key]?.value, live.uid == object.uid else { return }
        var absent: Set<String> = []
        for reference in live.metadata["ownerReferences"]?.array ?? [] {
            if let uid = reference["uid"]?.string, await isAbsent(reference, namespace: key.namespace) {
                absent.insert(uid)
            }
        }
        guard !absent.isEmpty else { return }
        if absent.isSuperset(of: live.ownerUIDs) { return await remove(key) }
        for uid in absent { await release(key, from: uid) }
    }

    /// Whether nobody, or another, has the name, or the owner waits for its dependents to go; of kinds that are not
    /// served nothing is known.
    private func isAbsent(_ reference: Value, namespace: String) async -> Bool {
        let kind = GroupVersionKind(
            apiVersion: reference["apiVersion"]?.string ?? "", kind: reference["kind"]?.string ?? "")
        guard let served = store.registry[kind], !(served.isNamespaced && namespace.isEmpty) else {
            return false
        }
        let key = ObjectKey(
            resource: served.resource, namespace: served.isNamespaced ? namespace : "",
            name: reference["name"]?.string ?? "")
        guard let owner = await store[key]?.value, owner.uid == reference["uid"]?.string else { return true }
        return owner.isBeingDeleted && owner.finalizers.contains("foregroundDeletion")
    }

    /// Goes on after a write that may have removed an object, or may have marked it.
    ///
    /// - Parameter object: as the write left it.
    func collect(after object: Value, kind: ServedKind) async {
        let key = ObjectKey(
            resource: kind.resource, namespace: kind.isNamespaced ? object.objectNamespace ?? "" : "",
            name: object.objectName)
        if let live = await store[key]?.value, live.uid == object.uid {
            guard live.isBeingDeleted else { return }
            if kind.resource == .namespaces { return await empty(live) }
            if kind.resource == .definitions { await removeInstances(of: live) }
            if live.finalizers.contains("foregroundDeletion") { await deleteForeground(live, at: key) }
            return
        }
        await removeDependents(of: object)
        for owner in object.metadata["ownerReferences"]?.array ?? [] { await finish(owner, of: object) }
        if !key.namespace.isEmpty { await finishNamespace(key.namespace) }
        if kind.isCustom { await finishDefinition(kind.resource) }
    }

    /// Deletes what the deleted owned; what another owner holds as well only loses the reference.
    private func removeDependents(of owner: Value) async {
        guard let uid = owner.uid else { return }
        for key in await store.dependents(of: uid) {
            guard let dependent = await store[key]?.value else { continue }
            if dependent.ownerUIDs.allSatisfy({ $0 == uid }) {
                await remove(key)
            } else {
                await release(key, from: uid)
            }
        }
    }

    /// Deletes the dependents of an owner that waits for them, then lets the owner go.
    private func deleteForeground(_ owner: Value, at key: ObjectKey) async {
        guard let uid = owner.uid else { return }
        for dependent in await store.dependents(of: uid) { await remove(dependent) }
        await finish(key, uid: uid)
    }

    /// Lets an owner go that waited for its dependents, if the one that went was the last.
    private func finish(_ reference: Value, of dependent: Value) async {
        let kind = GroupVersionKind(
            apiVersion: reference["apiVersion"]?.string ?? "", kind: reference["kind"]?.string ?? "")
        guard let served = store.registry[kind], let uid = reference["uid"]?.string else { return }
        let key = ObjectKey(
            resource: served.resource, namespace: served.isNamespaced ? dependent.objectNamespace ?? "" : "",
            name: reference["name"]?.string ?? "")
        guard let owner = await store[key]?.value, owner.uid == uid, owner.finalizers.contains("foregroundDeletion")
        else { return }
        await finish(key, uid: uid)
    }

    /// Takes the finalizer of foreground deletion away once nothing depends on the owner any more.
    private func finish(_ key: ObjectKey, uid: String) async {
        guard await store.dependents(of: uid).isEmpty, let kind = store.registry.first(of: key.resource) else {
            return
        }
        let left = await settling("foreground deletion of \(key.name)") { () async throws(APIError) in
            try await store.change(key) { (live, _) throws(APIError) in
                guard var object = live?.value, object.uid == uid else {
                    return ObjectStore.Outcome(object: .null, decision: .keep)
                }
                let finalizers = object.finalizers.filter { $0 != "foregroundDeletion" }
                object.metadata["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(Value.string))
                return ObjectStore.Outcome(object: object, decision: finalizers.isEmpty ? .delete : .put(object))
            }
        }
        if let left, left.uid == uid { await collect(after: left, kind: kind) }
    }

    private func remove(_ key: ObjectKey) async {
        guard let object = await store[key], let kind = store.registry.first(of: key.resource),
            !object.value.isBeingDeleted
        else { return }
        let request = APIRequest(
            method: .delete, kind: kind, namespace: key.namespace.isEmpty ? nil : key.namespace, name: key.name,
            subresource: "", query: [:], form: .plain, contentType: "", body: [], manager: "garbage-collector")
        _ = await settling("deletion of \(key.resource) \(key.name)") { () async throws(APIError) in
            try await delete(request).value
        }
    }

    func release(dependentsOf owner: Value) async {
        guard let uid = owner.uid else { return }
        for key in await store.dependents(of: uid) { await release(key, from: uid) }
    }

    private func release(_ key: ObjectKey, from uid: String) async {
        _ = await settling("release of \(key.resource) \(key.name)") { () async throws(APIError) in
            try await store.change(key) { (live, _) throws(APIError) in
                guard var value = live?.value else { return ObjectStore.Outcome(object: .null, decision: .keep) }
                let owners = (value.metadata["ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != uid }
                value.metadata["ownerReferences"] = owners.isEmpty ? nil : .array(owners)
                return ObjectStore.Outcome(object: value, decision: .put(value))
            }
        }
    }

    /// A namespace goes once everything in it is gone.
    func empty(_ namespace: Value) async {
        let name = namespace.objectName
        for key in await store.content(of: name) { await remove(key) }
        await finishNamespace(name)
        await tellContent(of: name)
    }

    /// Writes what is left of a namespace that is going into its status, once all that can go at once is gone.
    private func tellContent(of name: String) async {
        let key = ObjectKey(resource: .namespaces, namespace: "", name: name)
        guard let namespace = await store[key]?.value, namespace.isBeingDeleted else { return }
        var content = NamespaceContent()
        for key in await store.content(of: name) {
            if let object = await store[key]?.value { content.add(object, key.resource) }
        }
        let (conditions, now) = (content.conditions, context().now)
        _ = await settling("status of namespace \(name)") { () async throws(APIError) in
            try await store.change(key) { (live, _) throws(APIError) in
                guard var namespace = live?.value, namespace.isBeingDeleted else {
                    return ObjectStore.Outcome(object: .null, decision: .keep)
                }
                var status = namespace.status
                status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: now)
                guard status != namespace.status else {
                    return ObjectStore.Outcome(object: namespace, decision: .keep)
                }
                namespace[field: "status"] = .object(status)
                return ObjectStore.Outcome(object: namespace, decision: .put(namespace))
            }
        }
    }

    private func finishNamespace(_ name: String) async {
        let key = ObjectKey(resource: .namespaces, namespace: "", name: name)
        guard let namespace = await store[key]?.value, namespace.isBeingDeleted else { return }
        guard await !store.hasContent(name) else {
            // What finalizers held goes one by one; much of it is not counted anew each time.
            guard namespace.status["conditions"] != nil else { return }
            let left = await store.content(of: name).count
            if left < 100 || left.isMultiple(of: 100) { await tellContent(of: name) }
            return
        }
        _ = await settling("deletion of namespace \(name)") { () async throws(APIError) in
            try await store.change(key) { (live, _) throws(APIError) in
                guard var namespace = live?.value, namespace.isBeingDeleted,
                    let finalizers = namespace.spec["finalizers"]?.array,
                    finalizers.contains(Strategy.namespaceFinalizer)
                else {
                    return ObjectStore.Outcome(object: .null, decision: .keep)
                }
                // Whoever has a finalizer of their own on it lets it go.
                let others = finalizers.filter { $0 != Strategy.namespaceFinalizer }
                namespace[field: "spec"] = others.isEmpty ? [:] : ["finalizers": .array(others)]
                let isHeld = !namespace.finalizers.isEmpty || !others.isEmpty
                return ObjectStore.Outcome(object: namespace, decision: isHeld ? .put(namespace) : .delete)
            }
        }
    }

    /// A definition goes once all objects of its kind are gone.
    func removeInstances(of definition: Value) async {
        let resource = GroupResource(definedBy: definition)
        for object in await store.list(resource, namespace: nil) {
            await remove(
                ObjectKey(
                    resource: resource, namespace: object.value.objectNamespace ?? "", name: object.value.objectName))
        }
        await finishDefinition(resource)
    }

    private func finishDefinition(_ resource: GroupResource) async {
        let key = ObjectKey(resource: .definitions, namespace: "", name: resource.description)
        guard let definition = await store[key]?.value, definition.isBeingDeleted,
            definition.finalizers.contains(DefinitionStatus.cleanup)
        else { return }
        // Objects that are served in no version go with the definition.
        let isServed = store.registry.first(of: resource) != nil
        if isServed, await store.hasInstances(resource) { return }
        let now = context().now
        _ = await settling("deletion of definition \(key.name)") { () async throws(APIError) in
            try await store.change(key) { (live, _) throws(APIError) in
                guard let live = live?.value, live.isBeingDeleted else {
                    return ObjectStore.Outcome(object: .null, decision: .keep)
                }
                let emptied = DefinitionStatus.emptied(live, now: now)
                return ObjectStore.Outcome(
                    object: emptied, decision: emptied.finalizers.isEmpty ? .delete : .put(emptied))
            }
        }
    }

    /// Carries out a step of the collection. A step that finds its object gone, or changed, by somebody else is done:
    /// that write goes on with what follows from it. Anything else is logged: the step is taken again with the next
    /// write nearby, or at the next start.
    private func settling(_ what: String, _ step: () async throws(APIError) -> Value) async -> Value? {
        do throws(APIError) {
            return try await step()
        } catch {
            if ![404, 409].contains(error.code) { store.warn(of: what, error) }
            return nil
        }
    }
}
