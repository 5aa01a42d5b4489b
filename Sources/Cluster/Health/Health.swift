package import Manifests

/// Whether a live object does what it is there for.
package struct Health: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case healthy = "Healthy"
        case progressing = "Progressing"
        /// It will not become healthy without a change.
        case degraded = "Degraded"
        /// Someone paused it.
        case suspended = "Suspended"
        /// It is not there.
        case missing = "Missing"
        /// It cannot be told.
        case unknown = "Unknown"
    }

    package var status: Status
    /// One line; empty where there is nothing to say.
    package var message: String

    package init(_ status: Status, _ message: String = "") {
        self.status = status
        self.message = message
    }

    /// - Parameter object: as the server gives it; nil for one that is not there.
    ///
    /// A status that speaks of an older generation is progressing, whatever it says. Kinds with no status at all
    /// are healthy by being there.
    package static func assess(_ object: Value?) -> Health {
        guard let object else { return Health(.missing, "not there") }
        let live = LiveObject(object)
        if live.isBeingDeleted { return Health(.progressing, "being deleted") }
        if let lag = live.generationLag { return lag }
        switch live.groupKind {
        case GroupKind(group: "apps", kind: "Deployment"): return deployment(live)
        case GroupKind(group: "apps", kind: "StatefulSet"): return statefulSet(live)
        case GroupKind(group: "apps", kind: "DaemonSet"): return daemonSet(live)
        case GroupKind(group: "apps", kind: "ReplicaSet"): return replicaSet(live)
        case GroupKind(group: "batch", kind: "Job"): return job(live)
        case GroupKind(group: "batch", kind: "CronJob"): return cronJob(live)
        case GroupKind(group: "", kind: "Pod"): return pod(live)
        case GroupKind(group: "", kind: "PersistentVolumeClaim"): return volumeClaim(live)
        case GroupKind(group: "", kind: "Namespace"): return namespace(live)
        case GroupKind(group: "", kind: "Service"): return service(live)
        case GroupKind(group: "networking.k8s.io", kind: "Ingress"): return ingress(live)
        case GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"): return autoscaler(live)
        case GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"): return definition(live)
        case GroupKind(group: "gateway.networking.k8s.io", kind: "HTTPRoute"): return route(live)
        case GroupKind(group: "serving.kserve.io", kind: "InferenceService"),
            GroupKind(group: "serving.kubeflow.org", kind: "InferenceService"):
            return inferenceService(live)
        default: return generic(live)
        }
    }
}
