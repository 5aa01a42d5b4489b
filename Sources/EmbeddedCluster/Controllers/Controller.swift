import Manifests

/// Brings what belongs to an object to what the object asks for.
///
/// A controller is idempotent: where nothing differs it writes nothing, so that the cluster comes to rest.
protocol Controller: Sendable {
    var kinds: [GroupVersionKind] { get }

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async
    /// When an object wants to be looked at again though nothing changes; nil for never.
    func isDue(_ object: Value, now: String) -> Duration?
    /// Takes away what an object that is gone does not take along itself.
    func cleanUp(after object: Value, in workspace: ControllerWorkspace) async
}

extension Controller {
    func isDue(_ object: Value, now: String) -> Duration? { nil }
    func cleanUp(after object: Value, in workspace: ControllerWorkspace) async {}
}

/// What a controller works with: the store, the time, and names for what it makes.
struct ControllerWorkspace: Sendable {
    let client: any ControllerClient
    /// The time of the work, RFC 3339.
    let now: String
    /// Five characters that no other pod of the same owner has.
    let suffix: @Sendable () -> String
    /// Which pods belong to which Service.
    let selectors: PodSelectors
    let orphans: Orphans
    let scheduler: Scheduler
    let events: EventLog
    /// The name under which the controllers' writes appear in `managedFields`.
    let manager = "embedded-controllers"

    /// The objects of a kind whose controller is the given one, those that are going left out.
    ///
    /// Of pods, ReplicaSets and ControllerRevisions, those without a controller that the owner selects are taken on first, and those that it
    /// selects no longer are let go of (`PodControllerRefManager` of k8s.io/kubernetes).
    func children(_ kind: GroupVersionKind, of owner: Value) async -> [Value] {
        let selector = Orphans.kinds.contains(kind) ? owner.podSelector : nil
        if let selector { await adopt(kind, by: owner, selector) }
        var children: [Value] = []
        for child in await client.dependents(kind, of: owner) {
            guard child.controllerReference?["uid"]?.string == owner.uid, !child.isBeingDeleted else { continue }
            if let selector, !Self.selects(child, by: owner, selector) {
                await release(child, from: owner)
            } else {
                children.append(child)
            }
        }
        // Each name is read once: of many children, reading it for every comparison takes longer than all the rest.
        return children.map { (name: $0.objectName, child: $0) }.sorted { $0.name < $1.name }.map(\.child)
    }

    /// A StatefulSet has no other pods than those of its names.
    private static func selects(_ object: Value, by owner: Value, _ selector: LabelSelector) -> Bool {
        selector.matches(object)
            && (owner.objectKind != .statefulSet || object.objectKind != .pod
                || StatefulSetController.ordinal(of: object.objectName, in: owner) != nil)
    }

    private func adopt(_ kind: GroupVersionKind, by owner: Value, _ selector: LabelSelector) async {
        for orphan in orphans.of(kind, in: owner.objectNamespace) {
            guard var object = await client.get(kind, namespace: orphan.namespace, name: orphan.name),
                object.controllerReference == nil, !object.isBeingDeleted,
                Self.selects(object, by: owner, selector)
            else { continue }
            object.setOwners(object.owners + [owner.asControllerReference])
            await update(object)
        }
    }

    private func release(_ child: Value, from owner: Value) async {
        var child = child
        child.setOwners(child.owners.filter { $0["uid"]?.string != owner.uid })
        await update(child)
    }

    /// Writes the status where it differs from what the object has, and the annotations with it.
    ///
    /// - Parameter annotated: the object with annotations that it does not have yet; nil where it has all.
    func write(status: Object, to object: Value, as annotated: Value? = nil) async {
        var changed = annotated ?? object
        guard changed.annotations != object.annotations || object["status"]?.object ?? [:] != status else { return }
        changed[field: "status"] = .object(status)
        _ = await client.updateStatus(changed, manager: manager)
    }

    @discardableResult
    func create(_ object: Value) async -> Value? { await client.create(object, manager: manager) }

    @discardableResult
    func update(_ object: Value) async -> Value? { await client.update(object, manager: manager) }

    func delete(_ object: Value) async {
        await client.delete(object.objectKind, namespace: object.objectNamespace, name: object.objectName)
    }

    // MARK: Pods and what is told

    /// How many of the pods that an object lacks are to be made now: a part, so that other work is not held up, and no
    /// more than the node has room for. Each pod that is made calls the controller again, and so does room for others.
    func grant(_ wanted: Int, to owner: Value) -> Int {
        let granted = scheduler.grant(wanted, to: owner)
        if granted.isFirstRefusal { tell(.noRoom(for: owner), about: owner) }
        return granted.pods
    }

    /// Makes a pod, on the node at once where that takes it.
    func create(pod: Value, of owner: Value) async -> Value? {
        var pod = pod
        // A DaemonSet's pods tolerate whatever keeps others away.
        if !Scheduler.isPlaced(pod), !Scheduler.isGated(pod),
            owner.objectKind == .daemonSet || scheduler.refusal(of: pod) == nil
        {
            pod.setSpec("nodeName", .string(PodTemplate.node))
        }
        guard let created = await create(pod) else { return nil }
        scheduler.note(made: created)
        tell(.created(created, by: owner), about: owner)
        if Scheduler.isPlaced(created) { tell(.scheduled(created), about: created) }
        return created
    }

    func delete(pod: Value, of owner: Value) async {
        await delete(pod)
        tell(.deleted(pod, by: owner), about: owner)
    }

    func tell(_ event: ClusterEvent, about object: Value) { events.tell(event, about: object, now: now) }
}
