import Manifests

/// Counts how many of a PodDisruptionBudget's pods may go (`getExpectedPodCount`, `updatePdbStatus` of the disruption
/// controller in k8s.io/kubernetes).
struct DisruptionBudgetController: Controller {
    let kinds: [GroupVersionKind] = [.disruptionBudget]

    func reconcile(_ budget: Value, in workspace: ControllerWorkspace) async {
        let pods = await Self.pods(of: budget, in: workspace)
        let scale = await Self.scale(of: pods, in: workspace)
        await workspace.write(status: Self.status(of: budget, pods: pods, scale: scale, now: workspace.now), to: budget)
    }

    private static func pods(of budget: Value, in workspace: ControllerWorkspace) async -> [Value] {
        guard let selector = LabelSelector(budget.spec["selector"]) else { return [] }
        var pods: [Value] = []
        for name in workspace.selectors.candidates(for: budget) {
            guard let pod = await workspace.client.get(.pod, namespace: budget.objectNamespace, name: name),
                selector.matches(pod), !PodTemplate.isFinished(pod)
            else { continue }
            pods.append(pod)
        }
        return pods
    }

    /// How many pods the owners of the pods ask for, together.
    private static func scale(of pods: [Value], in workspace: ControllerWorkspace) async -> Int {
        var replicas: [String: Int] = [:]
        for pod in pods {
            var owner = await owner(of: pod, in: workspace)
            if owner.objectKind == .replicaSet { owner = await Self.owner(of: owner, in: workspace) }
            // A custom owner may ask for more than the 32 bits that the sum is counted in.
            let wanted = owner == pod ? 1 : max(0, Int32(clamping: owner.spec["replicas"]?.integer ?? 1))
            replicas[owner.uid ?? owner.objectName] = Int(wanted)
        }
        return replicas.values.reduce(0, +)
    }

    /// The object's controller, or the object itself where it has none.
    private static func owner(of object: Value, in workspace: ControllerWorkspace) async -> Value {
        guard let reference = object.controllerReference, let name = reference["name"]?.string,
            let owner = await workspace.client.get(
                GroupVersionKind(
                    apiVersion: reference["apiVersion"]?.string ?? "", kind: reference["kind"]?.string ?? ""),
                namespace: object.objectNamespace, name: name)
        else { return object }
        return owner
    }

    static func status(of budget: Value, pods: [Value], scale: Int, now: String) -> Object {
        let (expected, desired) = counts(of: budget, pods: pods.count, scale: scale)
        let healthy = pods.filter { PodTemplate.isReady($0) && !$0.isBeingDeleted }.count
        let allowed = expected > 0 ? max(0, healthy - desired) : 0
        var status = budget.status
        status["disruptedPods"] = nil
        status["currentHealthy"] = .integer(Int64(healthy))
        status["desiredHealthy"] = .integer(Int64(desired))
        status["disruptionsAllowed"] = .integer(Int64(allowed))
        status["expectedPods"] = .integer(Int64(expected))
        status["observedGeneration"] = .integer(budget.generation)
        let condition = Condition(
            "DisruptionAllowed", allowed > 0 ? .yes : .no, reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
            message: "", observedGeneration: budget.generation)
        status["conditions"] = Condition.merge([condition], into: status["conditions"], now: now)
        return status
    }

    private static func counts(of budget: Value, pods: Int, scale: Int) -> (expected: Int, desired: Int) {
        if let most = budget.spec["maxUnavailable"] { return (scale, max(0, scale - number(most, of: scale))) }
        guard let least = budget.spec["minAvailable"] else { return (pods, 0) }
        return least.string == nil ? (pods, number(least, of: pods)) : (scale, number(least, of: scale))
    }

    private static func number(_ value: Value, of whole: Int) -> Int {
        NumberOrPercent.count(value, of: whole, roundingUp: true) ?? 0
    }
}
