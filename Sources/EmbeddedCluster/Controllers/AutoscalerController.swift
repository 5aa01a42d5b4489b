import Manifests

/// Keeps what a HorizontalPodAutoscaler scales within its bounds (`reconcileAutoscaler` of k8s.io/kubernetes). Nothing is
/// measured here, so within them it scales nothing.
struct AutoscalerController: Controller {
    let kinds: [GroupVersionKind] = [.autoscaler]

    static func targetKind(of autoscaler: Value) -> GroupVersionKind {
        let target = autoscaler.spec["scaleTargetRef"]
        return GroupVersionKind(
            apiVersion: target?["apiVersion"]?.string ?? "", kind: target?["kind"]?.string ?? "")
    }

    func reconcile(_ autoscaler: Value, in workspace: ControllerWorkspace) async {
        let name = autoscaler.spec["scaleTargetRef"]?["name"]?.string ?? ""
        var status = autoscaler.status
        status["observedGeneration"] = .integer(autoscaler.generation)
        let target = await workspace.client.get(
            Self.targetKind(of: autoscaler), namespace: autoscaler.objectNamespace, name: name)
        guard let target, let current = target.spec["replicas"]?.integer else {
            let condition = Self.unreachable(name, isThere: target != nil)
            status["conditions"] = Condition.merge([condition], into: status["conditions"], now: workspace.now)
            await workspace.write(status: status, to: autoscaler)
            return
        }
        let (wanted, reason) = Self.size(of: autoscaler, current: current)
        var conditions = Self.conditions(current: current)
        if wanted != current {
            var changed = target
            changed.setSpec("replicas", .integer(wanted))
            guard await workspace.update(changed) != nil else { return }
            status["lastScaleTime"] = .string(workspace.now)
            workspace.tell(.rescaled(to: wanted, because: reason), about: autoscaler)
            conditions[0] = Condition(
                "AbleToScale", reason: "SucceededRescale",
                message: "the HPA controller was able to update the target scale to \(wanted)")
        }
        status["currentReplicas"] = .integer(current)
        status["desiredReplicas"] = .integer(wanted)
        status["conditions"] = Condition.merge(conditions, into: status["conditions"], now: workspace.now)
        await workspace.write(status: status, to: autoscaler)
    }

    /// What was scaled to zero by hand stays there.
    static func size(of autoscaler: Value, current: Int64) -> (size: Int64, reason: String) {
        let least = autoscaler.spec["minReplicas"]?.integer ?? 1
        let most = autoscaler.spec["maxReplicas"]?.integer ?? least
        if current == 0 { return (0, "") }
        if current > most { return (most, "Current number of replicas above Spec.MaxReplicas") }
        if current < least { return (least, "Current number of replicas below Spec.MinReplicas") }
        return (current, "")
    }

    /// A cluster without metrics says that scaling is not active (`FailedGetResourceMetric`), which counts as degraded.
    /// Here that would be true of every autoscaler and would tell nothing about it: it says that it works.
    private static func conditions(current: Int64) -> [Condition] {
        let scaling =
            current == 0
            ? Condition(
                "ScalingActive", .no, reason: "ScalingDisabled",
                message: "scaling is disabled since the replica count of the target is zero")
            : Condition("ScalingActive", reason: "ValidMetricFound", message: "the embedded cluster measures nothing")
        return [
            Condition("AbleToScale", reason: "ReadyForNewScale", message: "recommended size matches current size"),
            scaling,
        ]
    }

    private static func unreachable(_ name: String, isThere: Bool) -> Condition {
        let why = isThere ? "the server could not find the requested resource" : "\"\(name)\" not found"
        return Condition(
            "AbleToScale", .no, reason: "FailedGetScale",
            message: "the HPA controller was unable to get the target's current scale: \(why)")
    }
}
