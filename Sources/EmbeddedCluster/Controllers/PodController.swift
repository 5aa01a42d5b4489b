import Manifests

/// Lets pods run: every pod becomes Running and Ready, that of a Job Succeeded, one that shall fail does.
struct PodController: Controller {
    let kinds: [GroupVersionKind] = [.pod]

    func reconcile(_ pod: Value, in workspace: ControllerWorkspace) async {
        guard Self.needsStatus(pod), let pod = await placed(pod, in: workspace) else { return }
        let status = Self.status(of: pod, now: workspace.now)
        await workspace.write(status: status, to: pod)
        if pod.status["phase"]?.string ?? "Pending" == "Pending" {
            for event in ClusterEvent.started(pod) { workspace.tell(event, about: pod) }
        }
        guard let message = pod.wantedFailure, status["phase"] == "Running", !PodTemplate.isReady(pod) else { return }
        workspace.tell(.backOff(of: pod, because: message), about: pod)
    }

    /// The pod on a node.
    ///
    /// - Returns: nil where it has to wait for one.
    private func placed(_ pod: Value, in workspace: ControllerWorkspace) async -> Value? {
        guard !Scheduler.isPlaced(pod) else { return pod }
        if Scheduler.isGated(pod) {
            let status = Self.waiting(
                pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", now: workspace.now)
            await workspace.write(status: status, to: pod)
            return nil
        }
        var changed = pod
        if let refusal = workspace.scheduler.refusal(of: pod) {
            let status = Self.waiting(pod, "Unschedulable", refusal, now: workspace.now)
            guard status != pod.status else { return nil }
            await workspace.write(status: status, to: pod)
            workspace.tell(.unschedulable(refusal), about: pod)
            return nil
        }
        changed.setSpec("nodeName", .string(PodTemplate.node))
        guard let placed = await workspace.update(changed) else { return nil }
        workspace.scheduler.note(made: placed)
        workspace.tell(.scheduled(placed), about: placed)
        return placed
    }

    private static func waiting(_ pod: Value, _ reason: String, _ message: String, now: String) -> Object {
        var status = pod.status
        status["phase"] = "Pending"
        status["qosClass"] = .string(pod.status["qosClass"]?.string ?? "BestEffort")
        let condition = Condition("PodScheduled", .no, reason: reason, message: message)
        status["conditions"] = Condition.merge([condition], into: pod.status["conditions"], now: now)
        return status
    }

    /// A pod that runs is left alone, so that a status somebody patched stays.
    static func needsStatus(_ pod: Value) -> Bool {
        let phase = pod.status["phase"]?.string ?? "Pending"
        if phase == "Pending" { return true }
        return !PodTemplate.isFinished(pod) && (pod.status["observedGeneration"]?.integer ?? 0) < pod.generation
    }

    static func status(of pod: Value, now: String) -> Object {
        let isJob = pod.controllerReference?["kind"] == "Job"
        let failure = PodTemplate.isReady(pod) ? nil : pod.wantedFailure
        let state: ContainerState =
            switch (isJob, failure) {
            case (true, nil): .completed
            case (true, let message?): .failed(message)
            case (false, nil): .running
            case (false, let message?): .crashing(message)
            }
        let started = pod.status["startTime"]?.string ?? now
        var status = pod.status
        status["phase"] = .string(state.phase)
        status["startTime"] = .string(started)
        status["observedGeneration"] = pod.generation > 0 ? .integer(pod.generation) : nil
        status["qosClass"] = .string(pod.status["qosClass"]?.string ?? "BestEffort")
        status["hostIP"] = "127.0.0.1"
        status["hostIPs"] = [["ip": "127.0.0.1"]]
        let address = address(of: pod)
        status["podIP"] = .string(address)
        status["podIPs"] = [["ip": .string(address)]]
        status["conditions"] = Condition.merge(conditions(state), into: pod.status["conditions"], now: now)
        status["containerStatuses"] = .array(
            (pod.spec["containers"]?.array ?? []).map { state.status(of: $0, pod: pod, started: started, now: now) })
        if let initial = pod.spec["initContainers"]?.array {
            let done = ContainerState.completed
            status["initContainerStatuses"] = .array(
                initial.map { done.status(of: $0, pod: pod, started: started, now: now) })
        }
        if let debugging = pod.spec["ephemeralContainers"]?.array {
            status["ephemeralContainerStatuses"] = .array(
                debugging.map { ContainerState.running.status(of: $0, pod: pod, started: started, now: now) })
        }
        return status
    }

    private static func conditions(_ state: ContainerState) -> [Condition] {
        let isReady = state == .running
        let reason: String? =
            switch state {
            case .running: nil
            case .completed: "PodCompleted"
            case .failed: "PodFailed"
            case .crashing: "ContainersNotReady"
            }
        return [
            Condition("PodReadyToStartContainers"), Condition("Initialized"),
            Condition("Ready", isReady ? .yes : .no, reason: reason),
            Condition("ContainersReady", isReady ? .yes : .no, reason: reason), Condition("PodScheduled"),
        ]
    }

    /// An address of 10.244.0.0/16 that stays the pod's own.
    private static func address(of pod: Value) -> String {
        let number = TemplateHash.number(of: (pod.uid ?? pod.objectName).utf8)
        return "10.244.\(number >> 8 & 0xff).\(number % 254 + 1)"
    }
}
