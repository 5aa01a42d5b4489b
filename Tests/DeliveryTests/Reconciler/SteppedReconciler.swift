import Logging
import Manifests
import Synchronization

@testable import Delivery

/// A reconciler to which everything that happens is told by hand, one thing after the other.
struct SteppedReconciler {
    let cluster: SimulatedCluster
    let reconciler: EnvironmentReconciler
    private let board = StatusBoard()

    /// - Parameter connect: nil leads to the cluster, whatever the environment names.
    init(
        cluster: SimulatedCluster = SimulatedCluster(), history: any EnvironmentHistory = NoHistory(),
        brake: HealingBrake = HealingBrake(), connect: EnvironmentReconciler.Connect? = nil
    ) {
        self.cluster = cluster
        let only: EnvironmentReconciler.Connect = {
            (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster
        }
        reconciler = EnvironmentReconciler(
            name: "staging", connect: connect ?? only, history: history, brake: brake, board: board,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    var status: EnvironmentStatus { get async { await reconciler.status } }

    /// Objects of a kind, without the environment's record.
    func members(of kind: GroupVersionKind) -> [Value] {
        cluster.objects.filter { $0.key.groupKind == kind.groupKind && !$0.key.name.hasPrefix("lockstep-") }.map(
            \.value)
    }

    /// The environment's record.
    var recorded: ApplySet? {
        let parent = cluster.objects.first { $0.key.name == "lockstep-staging" }?.value ?? .null
        return ApplySet(parent: parent, environment: "staging", namespace: "ml")
    }

    /// Takes a head, and hears of each kind that is watched from then on.
    func take(_ checkout: Checkout) async {
        await reconciler.step(.head(checkout))
        await hearAll()
    }

    /// The watches tell of all there is.
    func hearAll() async {
        for kind in await reconciler.watched.kinds {
            let version = cluster.state.withLock { "\($0.version)" }
            await reconciler.step(.live(.synced(members(of: kind), version: version), kind))
        }
    }

    /// The watch of the record tells that it is as it is, or that it is gone.
    func hearRecord() async {
        let parent = ApplySet(environment: "staging", namespace: "ml").parentIdentity
        let name: Value = ["metadata": ["name": .string(parent.name), "namespace": "ml"]]
        let event = cluster.objects[parent].map(LiveEvent.changed) ?? .deleted(name)
        await reconciler.handle(.live(event, .inventory(parent, selector: ""), watch: nil))
    }

    /// The watch of a kind tells of each object as it is.
    func hear(_ kind: GroupVersionKind) async {
        for object in members(of: kind) { await reconciler.step(.live(.changed(object), kind)) }
    }

    /// An object is removed, and the watch of its kind tells it.
    func remove(_ name: String, kind: GroupVersionKind) async {
        for (identity, object) in cluster.objects
        where identity.name.hasPrefix(name) && identity.groupKind == kind.groupKind {
            cluster.remove(identity, kind: kind)
            await reconciler.step(.live(.deleted(object), kind))
        }
    }

    /// Somebody writes a ConfigMap, and the watch tells it.
    func write(_ data: Value, to name: String, as manager: String) async {
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "ml"],
            "data": data,
        ]
        cluster.write(object, kind: SimulatedCluster.configMap, manager: manager)
        await hear(SimulatedCluster.configMap)
    }

    func data(of name: String) -> Value? {
        cluster.objects.first { $0.key.name == name && $0.key.groupKind.kind == "ConfigMap" }?.value["data"]
    }
}
