import Manifests

/// What the server refuses of a PodDisruptionBudget (`ValidatePodDisruptionBudgetSpec` of k8s.io/kubernetes).
enum DisruptionBudgetValidation {
    static func faults(of budget: Value) -> [APIError.Cause] {
        let spec = budget.spec
        var causes: [APIError.Cause] = []
        if let least = spec["minAvailable"], let most = spec["maxUnavailable"] {
            let shown = GoStruct.text([
                ("MinAvailable", least), ("Selector", spec["selector"]), ("MaxUnavailable", most),
                ("UnhealthyPodEvictionPolicy", spec["unhealthyPodEvictionPolicy"]),
            ])
            causes.append(
                .invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set"))
        }
        for field in ["minAvailable", "maxUnavailable"] {
            causes += NumberValidation.faults(ofCountOrPercentage: spec[field], at: "spec.\(field)")
            causes += NumberValidation.faultsAboveWhole(spec[field], at: "spec.\(field)")
        }
        return causes + SelectorValidation.faults(of: spec["selector"], at: "spec.selector")
    }
}
