import Manifests

/// Calls the controllers for every object that changed, and for the owner of every object that changed.
///
/// One object after the other, in the order of the changes: nothing is reconciled twice at a time, and a
/// change that a controller makes comes back as a change. Of changes that wait together, an object is reconciled once.
struct ControllerManager: Sendable {
    private let client: any ControllerClient
    private let now: @Sendable () -> String
    private let suffix: @Sendable () -> String
    private let controllers: [GroupVersionKind: [any Controller]]
    private let selectors = PodSelectors()
    private let orphans = Orphans()
    private let scheduler = Scheduler()
    private let targets = AutoscalerTargets()
    private let events = EventLog()

    /// - Parameters:
    ///   - now: the time, RFC 3339.
    ///   - suffix: five characters for the name of a pod, new ones on every call.
    init(
        client: any ControllerClient, now: @escaping @Sendable () -> String,
        suffix: @escaping @Sendable () -> String = { TemplateHash.randomSuffix() },
        controllers: [any Controller] = ControllerManager.standard
    ) {
        self.client = client
        self.now = now
        self.suffix = suffix
        self.controllers = controllers.reduce(into: [:]) { byKind, controller in
            for kind in controller.kinds { byKind[kind, default: []].append(controller) }
        }
    }

    static let standard: [any Controller] = [
        DeploymentController(), ReplicaSetController(), StatefulSetController(), DaemonSetController(),
        JobController(), PodController(), VolumeClaimController(), NamespaceController(),
        InferenceServiceController(), RouteController(), LoadBalancerController(), AutoscalerController(),
        EndpointSliceController(), RegistrationController(), DisruptionBudgetController(), NodeController(),
        VolumeController(), CronJobController(),
    ]

    private enum Work: Sendable {
        case change(ObjectChange)
        case again(ObjectReference)
        case telling
        case forgetting
    }

    /// Runs until the changes end or the task is cancelled.
    func run() async {
        let queue = ControllerQueue<Work>()
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await change in await client.changes() { queue.add(.change(change)) }
                queue.finish()
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.forgetting)) != nil { queue.add(.forgetting) }
            }
            // Of what an object is to be looked at again for, the earliest is enough: that look tells of the next.
            var awaited: [ObjectReference: ContinuousClock.Instant] = [:]
            func again(_ key: ObjectReference, after delay: Duration) {
                let due = ContinuousClock.now + delay
                if let known = awaited[key], known <= due { return }
                awaited[key] = due
                later(.again(key), delay)
            }
            func later(_ work: Work, _ delay: Duration) {
                group.addTask {
                    try? await Task.sleep(for: delay)
                    queue.add(work)
                }
            }
            var pace = EventPace()
            for await _ in queue.signals {
                let works = queue.takeAll()
                let changes = works.compactMap { work in if case .change(let change) = work { change } else { nil } }
                for change in changes { pace.note(change) }
                for (key, delay) in await runOnce(over: changes) { again(key, after: delay) }
                for work in works {
                    switch work {
                    case .change: break
                    case .again(let key):
                        awaited[key] = nil
                        if let (key, delay) = await reconcile(key) { again(key, after: delay) }
                    case .telling: if pace.isAtRest() { await tellEvents(Self.eventsAtOnce) }
                    case .forgetting: await forgetEvents()
                    }
                }
                if let delay = pace.next(hasPending: events.hasPending) { later(.telling, delay) }
            }
            group.cancelAll()
        }
    }

    private static let eventsAtOnce = 20
    private static let forgetting: Duration = .seconds(300)
    /// Objects ask for times that no clock reaches. A look that comes too early asks for the rest.
    private static let longestWait: Duration = .seconds(86_400)

    /// Writes the oldest events that are to be told.
    func tellEvents(_ count: Int) async {
        let manager = workspace.manager
        for told in events.take(count) {
            if let known = events.known(told),
                var event = await client.get(.event, namespace: known.namespace, name: known.name)
            {
                event[field: "count"] = .integer((event["count"]?.integer ?? 1).addingReportingOverflow(1).partialValue)
                event[field: "lastTimestamp"] = .string(told.time)
                _ = await client.update(event, manager: manager)
                continue
            }
            let number = events.nextNumber(at: told.time)
            let event = told.event.object(about: told.object, now: told.time, number: number)
            guard let made = await client.create(event, manager: manager) else { continue }
            events.note(ObjectChange(kind: .event, before: nil, after: made), now: now())
        }
    }

    private func forgetEvents() async {
        for event in events.expired(now: now()) {
            await client.delete(.event, namespace: event.namespace, name: event.name)
        }
    }

    /// Works through the given changes and no others.
    ///
    /// - Returns: what is to be looked at again, and when.
    @discardableResult
    func runOnce(over changes: [ObjectChange]) async -> [(ObjectReference, Duration)] {
        // Of many at once, each must be known before a Service among them is looked at.
        let concerned = changes.flatMap { selectors.note($0) + scheduler.note($0) + targets.note($0) }
        let now = now()
        for change in changes {
            orphans.note(change)
            events.note(change, now: now)
        }
        for change in changes {
            guard change.after == nil, let gone = change.before else { continue }
            for controller in controllers[change.kind] ?? [] { await controller.cleanUp(after: gone, in: workspace) }
        }
        var later: [(ObjectReference, Duration)] = []
        var seen: Set<ObjectReference> = []
        for key in changes.flatMap(keys) + concerned where seen.insert(key).inserted {
            await reconcile(key).map { later.append($0) }
        }
        return later
    }

    private var workspace: ControllerWorkspace {
        ControllerWorkspace(
            client: client, now: now(), suffix: suffix, selectors: selectors, orphans: orphans,
            scheduler: scheduler, events: events)
    }

    /// The objects that a change concerns: itself, its controller, and what watches over its kind.
    func keys(of change: ObjectChange) -> [ObjectReference] {
        var keys: [ObjectReference] = []
        if let after = change.after, controllers[change.kind] != nil {
            keys.append(ObjectReference(kind: change.kind, namespace: after.objectNamespace, name: after.objectName))
        }
        guard let object = change.after ?? change.before else { return keys }
        if let owner = object.controllerReference, let kind = owner["kind"]?.string, let name = owner["name"]?.string {
            let kind = GroupVersionKind(apiVersion: owner["apiVersion"]?.string ?? "", kind: kind)
            if controllers[kind] != nil {
                keys.append(ObjectReference(kind: kind, namespace: object.objectNamespace, name: name))
            }
        }
        // The set may wait for the name of a pod that was not its own.
        if change.after == nil, change.kind == .pod, object.controllerReference == nil,
            let set = StatefulSetController.set(ofPod: object.objectName)
        {
            keys.append(ObjectReference(kind: .statefulSet, namespace: object.objectNamespace, name: set))
        }
        if change.after == nil, change.kind == .serviceAccount, let namespace = object.objectNamespace {
            keys.append(ObjectReference(kind: .namespace, namespace: nil, name: namespace))
        }
        return keys
    }

    private func reconcile(_ key: ObjectReference) async -> (ObjectReference, Duration)? {
        var earliest: Duration?
        for controller in controllers[key.kind] ?? [] {
            guard let object = await client.get(key.kind, namespace: key.namespace, name: key.name),
                !object.isBeingDeleted
            else { return nil }
            let workspace = self.workspace
            await controller.reconcile(object, in: workspace)
            if let due = controller.isDue(object, now: workspace.now) { earliest = min(earliest ?? due, due) }
        }
        return earliest.map { (key, min($0, Self.longestWait)) }
    }
}

/// An object by its kind and name.
struct ObjectReference: Sendable, Hashable {
    var kind: GroupVersionKind
    /// Nil for a cluster-scoped object.
    var namespace: String?
    var name: String
}

/// The kinds that controllers know by name.
extension GroupVersionKind {
    static let event = GroupVersionKind(apiVersion: "v1", kind: "Event")
    static let pod = GroupVersionKind(apiVersion: "v1", kind: "Pod")
    static let namespace = GroupVersionKind(apiVersion: "v1", kind: "Namespace")
    static let serviceAccount = GroupVersionKind(apiVersion: "v1", kind: "ServiceAccount")
    static let volume = GroupVersionKind(apiVersion: "v1", kind: "PersistentVolume")
    static let volumeClaim = GroupVersionKind(apiVersion: "v1", kind: "PersistentVolumeClaim")
    static let endpointSlice = GroupVersionKind(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice")
    static let endpoints = GroupVersionKind(apiVersion: "v1", kind: "Endpoints")
    static let node = GroupVersionKind(apiVersion: "v1", kind: "Node")
    static let apiService = GroupVersionKind(apiVersion: "apiregistration.k8s.io/v1", kind: "APIService")
    static let flowSchema = GroupVersionKind(apiVersion: "flowcontrol.apiserver.k8s.io/v1", kind: "FlowSchema")
    static let service = GroupVersionKind(apiVersion: "v1", kind: "Service")
    static let deployment = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
    static let replicaSet = GroupVersionKind(apiVersion: "apps/v1", kind: "ReplicaSet")
    static let replicationController = GroupVersionKind(apiVersion: "v1", kind: "ReplicationController")
    static let statefulSet = GroupVersionKind(apiVersion: "apps/v1", kind: "StatefulSet")
    static let daemonSet = GroupVersionKind(apiVersion: "apps/v1", kind: "DaemonSet")
    static let controllerRevision = GroupVersionKind(apiVersion: "apps/v1", kind: "ControllerRevision")
    static let disruptionBudget = GroupVersionKind(apiVersion: "policy/v1", kind: "PodDisruptionBudget")
    static let cronJob = GroupVersionKind(apiVersion: "batch/v1", kind: "CronJob")
    static let job = GroupVersionKind(apiVersion: "batch/v1", kind: "Job")
    static let ingress = GroupVersionKind(apiVersion: "networking.k8s.io/v1", kind: "Ingress")
    static let autoscaler = GroupVersionKind(apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler")
    static let httpRoute = GroupVersionKind(apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute")
    static let gateway = GroupVersionKind(apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway")
    static let inferenceService = GroupVersionKind(apiVersion: "serving.kserve.io/v1beta1", kind: "InferenceService")
    static let kubeflowInferenceService = GroupVersionKind(
        apiVersion: "serving.kubeflow.org/v1beta1", kind: "InferenceService")
}
