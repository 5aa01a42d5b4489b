import Manifests

/// What keeps pods off a node that do not tolerate it (`k8s.io/component-helpers/scheduling/corev1`).
struct Taint: Sendable, Hashable {
    /// What the node lifecycle controller puts on a node that `kubectl cordon` was asked for.
    static let unschedulable = Taint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")

    var key: String
    var value = ""
    var effect: String

    init(key: String, value: String = "", effect: String) {
        (self.key, self.value, self.effect) = (key, value, effect)
    }

    init(_ taint: Value) {
        self.init(
            key: taint["key"]?.string ?? "", value: taint["value"]?.string ?? "",
            effect: taint["effect"]?.string ?? "")
    }

    /// Whether it does more than to advise.
    var isBinding: Bool { effect == "NoSchedule" || effect == "NoExecute" }

    /// What a DaemonSet's controller makes its pods tolerate.
    private static let keysForDaemons: Set<String> = [
        unschedulable.key, "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable",
        "node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure", "node.kubernetes.io/pid-pressure",
    ]

    func isTolerated(byDaemon pod: Value) -> Bool { Self.keysForDaemons.contains(key) || isTolerated(by: pod) }

    func isTolerated(by pod: Value) -> Bool {
        (pod.spec["tolerations"]?.array ?? []).contains { toleration in
            let wantedKey = toleration["key"]?.string ?? ""
            let wantedEffect = toleration["effect"]?.string ?? ""
            guard wantedEffect.isEmpty || wantedEffect == effect, wantedKey.isEmpty || wantedKey == key else {
                return false
            }
            if toleration["operator"] == "Exists" { return true }
            return !wantedKey.isEmpty && toleration["value"]?.string ?? "" == value
        }
    }
}
