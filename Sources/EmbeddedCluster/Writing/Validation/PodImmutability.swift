import Manifests

/// What an update of a pod may change (`ValidatePodUpdate` of k8s.io/kubernetes); its size has a path of its own.
enum PodImmutability {
    static func faults(of pod: Value, live: Value) -> [APIError.Cause] {
        deadlineFaults(pod.spec, live.spec) + gateFaults(pod.spec, live.spec) + tolerationFaults(pod.spec, live.spec)
            + (gates(live.spec).isEmpty ? [] : GatedPodImmutability.faults(of: pod.spec, live: live.spec))
            + otherFaults(pod, live)
    }

    /// It may be set, and shortened.
    private static func deadlineFaults(_ new: Object, _ old: Object) -> [APIError.Cause] {
        let place = "spec.activeDeadlineSeconds"
        guard let before = old["activeDeadlineSeconds"]?.integer else { return [] }
        guard let after = new["activeDeadlineSeconds"]?.integer else {
            return [.invalid(place, "null", "must not update from a positive integer to nil value")]
        }
        return after <= before
            ? [] : [.invalid(place, String(after), "must be less than or equal to previous value")]
    }

    private static func gates(_ spec: Object) -> [String] {
        (spec["schedulingGates"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    private static func gateFaults(_ new: Object, _ old: Object) -> [APIError.Cause] {
        let known = Set(gates(old))
        return gates(new).enumerated().filter { !known.contains($0.element) }.map { index, gate in
            .forbidden(
                "spec.schedulingGates[\(index)].name",
                "only deletion is allowed, but found new scheduling gate '\(gate)'")
        }
    }

    private static func tolerationFaults(_ new: Object, _ old: Object) -> [APIError.Cause] {
        func bare(_ spec: Object) -> [Value] {
            (spec["tolerations"]?.array ?? []).map { toleration in
                guard var members = toleration.object else { return toleration }
                members["tolerationSeconds"] = nil
                return .object(members)
            }
        }
        let kept = bare(new)
        guard !bare(old).allSatisfy(kept.contains) else { return [] }
        return [
            .forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")
        ]
    }

    private static func otherFaults(_ pod: Value, _ live: Value) -> [APIError.Cause] {
        guard bare(pod, live) != bare(live, live) else { return [] }
        return [
            .forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
            )
        ]
    }

    /// The spec of `pod` without what may change of `live`.
    private static func bare(_ pod: Value, _ live: Value) -> Object {
        var spec = pod.spec
        for field in ["activeDeadlineSeconds", "tolerations", "ephemeralContainers", "schedulingGates"] {
            spec[field] = nil
        }
        if spec["terminationGracePeriodSeconds"] == 1, live.spec["terminationGracePeriodSeconds"]?.integer ?? 0 < 0 {
            spec["terminationGracePeriodSeconds"] = live.spec["terminationGracePeriodSeconds"]
        }
        // A pod is put on a node after it was made, once no gate holds it.
        if live.spec["nodeName"] == nil, gates(pod.spec).isEmpty { spec["nodeName"] = nil }
        // What of it is the gate's business is judged there.
        if !gates(live.spec).isEmpty {
            spec["nodeSelector"] = nil
            spec = withoutNodeAffinity(spec)
        }
        for list in ["containers", "initContainers"] { spec.editEach(list) { $0["image"] = nil } }
        return spec
    }

    static func withoutNodeAffinity(_ spec: Object) -> Object {
        var spec = spec
        spec.edit("affinity") { $0["nodeAffinity"] = nil }
        if spec["affinity"]?.object?.isEmpty ?? false { spec["affinity"] = nil }
        return spec
    }
}
