import Manifests

/// Says of every HorizontalPodAutoscaler that it works; it scales nothing, since nothing is measured here.
struct AutoscalerController: Controller {
    let kinds: [GroupVersionKind] = [.autoscaler]

    func reconcile(_ autoscaler: Value, in workspace: ControllerWorkspace) async {
        var status = autoscaler.status
        let replicas = autoscaler.spec["minReplicas"] ?? 1
        status["currentReplicas"] = status["currentReplicas"] ?? replicas
        status["desiredReplicas"] = status["desiredReplicas"] ?? replicas
        let conditions = [
            Condition("AbleToScale", reason: "ReadyForNewScale", message: "recommended size matches current size"),
            Condition("ScalingActive", reason: "ValidMetricFound", message: "the embedded cluster measures nothing"),
        ]
        status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: workspace.now)
        await workspace.write(status: status, to: autoscaler)
    }
}
