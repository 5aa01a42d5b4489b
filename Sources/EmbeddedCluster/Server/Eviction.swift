import Manifests

/// What the disruption budgets say to an eviction (`EvictionREST` of k8s.io/kubernetes).
struct Eviction: Sendable {
    let store: ObjectStore
    let now: String

    /// Takes one disruption from the budget of the pod, if it has one and counts.
    ///
    /// - Throws: 429 where the budget allows none now; 500 where several budgets select the pod.
    func spend(on request: APIRequest, isDryRun: Bool) async throws(APIError) {
        guard let pod = await store[request.key]?.value, !PodTemplate.isFinished(pod), !pod.isBeingDeleted,
            let kind = store.registry[.disruptionBudget]
        else { return }
        let budgets = await store.list(kind.resource, namespace: request.namespace).map(\.value).filter {
            LabelSelector($0.spec["selector"])?.matches(pod) ?? false
        }
        guard let budget = budgets.first else { return }
        if budgets.count > 1 {
            throw .internalError(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
        }
        if !PodTemplate.isReady(pod), Self.maySpareUnready(budget) { return }
        let key = ObjectKey(resource: kind.resource, namespace: request.namespace ?? "", name: budget.objectName)
        let now = now
        _ = try await store.change(key) { (live, _) throws(APIError) in
            guard let live = live?.value else { return ObjectStore.Outcome(object: .null, decision: .keep) }
            let spent = try Self.spent(live, pod: pod.objectName, now: now)
            return ObjectStore.Outcome(object: spent, decision: isDryRun ? .keep : .put(spent))
        }
    }

    /// Whether a pod that is not ready may go without being counted (KEP-3017).
    private static func maySpareUnready(_ budget: Value) -> Bool {
        if budget.spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow" { return true }
        let (healthy, desired) = (budget.status.count("currentHealthy"), budget.status.count("desiredHealthy"))
        return healthy >= desired && desired > 0
    }

    private static func spent(_ budget: Value, pod: String, now: String) throws(APIError) -> Value {
        let allowed = budget.status["disruptionsAllowed"]?.integer ?? 0
        guard (budget.status["observedGeneration"]?.integer ?? 0) >= budget.generation else {
            throw refusal("The disruption budget \(budget.objectName) is still being processed by the server.")
        }
        guard allowed > 0 else {
            let (healthy, desired) = (budget.status.count("currentHealthy"), budget.status.count("desiredHealthy"))
            throw refusal(
                "The disruption budget \(budget.objectName) needs \(desired) healthy pods and has \(healthy) currently")
        }
        var status = budget.status
        var disrupted = status["disruptedPods"]?.object ?? [:]
        disrupted[pod] = .string(now)
        status["disruptedPods"] = .object(disrupted)
        status["disruptionsAllowed"] = .integer(allowed - 1)
        var budget = budget
        budget[field: "status"] = .object(status)
        return budget
    }

    private static func refusal(_ why: String) -> APIError {
        APIError(
            code: 429, reason: "TooManyRequests",
            message: "Cannot evict pod as it would violate the pod's disruption budget.",
            details: ["causes": [["reason": "DisruptionBudget", "message": .string(why)]]])
    }
}
