import Manifests

/// Where a pod that waits at a gate may run can be narrowed, and not widened (KEP-3838; `validateNodeSelectorMutation` and
/// `validateNodeAffinityMutation` of k8s.io/kubernetes).
enum GatedPodImmutability {
    static func faults(of spec: Object, live: Object) -> [APIError.Cause] {
        selectorFaults(spec, live) + affinityFaults(spec, live)
    }

    private static func selectorFaults(_ new: Object, _ old: Object) -> [APIError.Cause] {
        let (before, after) = (old["nodeSelector"]?.object ?? [:], new["nodeSelector"]?.object ?? [:])
        guard !before.allSatisfy({ after[$0.key] == $0.value }) else { return [] }
        return [
            .invalid(
                "spec.nodeSelector", JSON.string(.object(after)),
                "only additions to spec.nodeSelector are allowed (no mutations or deletions)")
        ]
    }

    private static func terms(_ spec: Object) -> [Value] {
        let affinity = spec["affinity"]?["nodeAffinity"]
        return affinity?[path: "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"]?.array ?? []
    }

    /// What is preferred alone may be anything.
    private static func affinityFaults(_ new: Object, _ old: Object) -> [APIError.Cause] {
        let place = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
        let (before, after) = (terms(old), terms(new))
        guard !before.isEmpty else { return [] }
        guard before.count == after.count else {
            return [
                .invalid(
                    place, JSON.string(.array(after)),
                    "no additions/deletions to non-empty NodeSelectorTerms list are allowed")
            ]
        }
        return zip(before, after).enumerated().filter { !adds($0.element.1, to: $0.element.0) }.map { index, terms in
            .invalid(
                "\(place)[\(index)]", JSON.string(terms.1), "only additions are allowed (no mutations or deletions)")
        }
    }

    /// Whether a term asks for what another does first. One that asks for nothing takes no node, and may not come to
    /// take some.
    private static func adds(_ new: Value, to old: Value) -> Bool {
        let lists = ["matchExpressions", "matchFields"].map { (old[$0]?.array ?? [], new[$0]?.array ?? []) }
        if lists.allSatisfy(\.0.isEmpty) { return lists.allSatisfy(\.1.isEmpty) }
        return lists.allSatisfy { old, new in new.starts(with: old) }
    }
}
