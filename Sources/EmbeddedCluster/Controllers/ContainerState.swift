import Manifests

/// What the containers of a pod do.
enum ContainerState: Sendable, Hashable {
    case running
    case completed
    /// Ended with an error, for good.
    case failed(String)
    /// Ends with an error each time it is started.
    case crashing(String)

    /// The phase of a pod of such containers.
    var phase: String {
        switch self {
        case .running, .crashing: "Running"
        case .completed: "Succeeded"
        case .failed: "Failed"
        }
    }

    /// The entry of `status.containerStatuses`.
    func status(of container: Value, pod: Value, started: String, now: String) -> Value {
        let name = container["name"]?.string ?? ""
        let identity = TemplateHash.number(of: "\(pod.uid ?? "")/\(name)".utf8)
        let image = container["image"]?.string ?? ""
        var status: Object = [
            "name": .string(name), "image": .string(image),
            "imageID": .string(image.contains("@sha256:") ? image : ""),
            "containerID": .string("embedded://\(String(identity, radix: 16))"),
            "ready": .bool(self == .running), "started": .bool(self == .running), "restartCount": 0, "lastState": [:],
        ]
        switch self {
        case .running: status["state"] = ["running": ["startedAt": .string(started)]]
        case .completed:
            status["state"] = ["terminated": terminated(0, "Completed", nil, started: started, now: now)]
        case .failed(let message):
            status["state"] = ["terminated": terminated(1, "Error", message, started: started, now: now)]
        case .crashing(let message):
            status["restartCount"] = 1
            status["state"] = ["waiting": ["reason": "CrashLoopBackOff", "message": .string(message)]]
            status["lastState"] = ["terminated": terminated(1, "Error", message, started: started, now: now)]
        }
        return .object(status)
    }

    private func terminated(_ code: Int64, _ reason: String, _ message: String?, started: String, now: String) -> Value
    {
        var state: Object = [
            "exitCode": .integer(code), "reason": .string(reason), "startedAt": .string(started),
            "finishedAt": .string(now),
        ]
        state["message"] = message.map(Value.string)
        return .object(state)
    }
}
