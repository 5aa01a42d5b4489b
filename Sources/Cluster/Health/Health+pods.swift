import Manifests

// What runs to an end, and what it runs in.
extension Health {
    static func job(_ live: LiveObject) -> Health {
        if let failed = live.condition("Failed"), failed.isTrue { return Health(.degraded, failed.words) }
        if let complete = live.condition("Complete"), complete.isTrue { return Health(.healthy, complete.message) }
        if let suspended = live.condition("Suspended"), suspended.isTrue { return Health(.suspended, suspended.words) }
        if live.spec["suspend"]?.bool == true { return Health(.suspended, "suspended") }
        return Health(.progressing, "\(live.count("succeeded")) succeeded, \(live.count("active")) active")
    }

    static func cronJob(_ live: LiveObject) -> Health {
        live.spec["suspend"]?.bool == true ? Health(.suspended, "suspended") : Health(.healthy)
    }

    static func pod(_ live: LiveObject) -> Health {
        let phase = live.status["phase"]?.string ?? ""
        switch phase {
        case "Succeeded": return Health(.healthy, "succeeded")
        case "Failed": return Health(.degraded, failure(of: live))
        default: break
        }
        if let stuck = stuckContainer(live) { return Health(.degraded, stuck) }
        switch phase {
        case "Running":
            if live.condition("Ready")?.isTrue == true { return Health(.healthy) }
            return Health(.progressing, live.condition("Ready")?.words ?? "not ready")
        case "Pending":
            let scheduled = live.condition("PodScheduled").flatMap { $0.isFalse ? $0.words : nil }
            return Health(.progressing, scheduled ?? "pending")
        case "": return notObserved
        default: return Health(.unknown, live.status["reason"]?.string ?? "phase '\(phase)'")
        }
    }

    private static func failure(of live: LiveObject) -> String {
        for text in [live.status["message"]?.string, live.status["reason"]?.string] {
            if let text, !text.isEmpty { return text }
        }
        let ended = containers(live).compactMap { $0[path: "state", "terminated"] }
            .first { ($0["exitCode"]?.integer ?? 0) != 0 }
        return ended.map { "a container ended with code \($0["exitCode"]?.integer ?? 0)" } ?? "failed"
    }

    /// Reasons for which a container waits and which time alone does not mend.
    private static let stuckReasons: Set<String> = [
        "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull",
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
    ]

    private static func stuckContainer(_ live: LiveObject) -> String? {
        for container in containers(live) {
            guard let waiting = container[path: "state", "waiting"], let reason = waiting["reason"]?.string,
                stuckReasons.contains(reason) || reason.hasSuffix("BackOff")
            else { continue }
            let message = waiting["message"]?.string ?? ""
            return "container '\(container["name"]?.string ?? "")': \(reason)" + (message.isEmpty ? "" : ": \(message)")
        }
        return nil
    }

    private static func containers(_ live: LiveObject) -> [Value] {
        (live.status["initContainerStatuses"]?.array ?? []) + (live.status["containerStatuses"]?.array ?? [])
    }
}
