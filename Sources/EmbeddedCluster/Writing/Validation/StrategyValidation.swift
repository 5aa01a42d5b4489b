import Manifests

/// What the server refuses of how a workload's pods are replaced (`ValidateDeploymentStrategy` and its siblings in
/// `pkg/apis/apps/validation` of k8s.io/kubernetes). A type that there is not is the enumerations' business.
enum StrategyValidation {
    static func deploymentFaults(_ strategy: Value?) -> [APIError.Cause] {
        let place = "spec.strategy.rollingUpdate"
        let rolling = strategy?["rollingUpdate"]
        switch strategy?["type"]?.string {
        case "Recreate":
            return rolling == nil
                ? [] : [.forbidden(place, "may not be specified when strategy `type` is 'Recreate'")]
        case "RollingUpdate":
            let (missing, surplus) = (rolling?["maxUnavailable"], rolling?["maxSurge"])
            var causes = NumberValidation.faults(ofCountOrPercentage: missing, at: "\(place).maxUnavailable")
            causes += NumberValidation.faults(ofCountOrPercentage: surplus, at: "\(place).maxSurge")
            if NumberValidation.isZero(missing), NumberValidation.isZero(surplus) {
                causes.append(
                    .invalid(
                        "\(place).maxUnavailable", JSON.string(missing ?? 0), "may not be 0 when `maxSurge` is 0"))
            }
            return causes + NumberValidation.faultsAboveWhole(missing, at: "\(place).maxUnavailable")
        default: return []
        }
    }

    static func daemonSetFaults(_ strategy: Value?) -> [APIError.Cause] {
        guard strategy?["type"] == "RollingUpdate" else { return [] }
        let place = "spec.updateStrategy.rollingUpdate"
        let rolling = strategy?["rollingUpdate"]
        let (missing, surplus) = (rolling?["maxUnavailable"], rolling?["maxSurge"])
        let amounts = [(missing, "\(place).maxUnavailable"), (surplus, "\(place).maxSurge")]
        var causes = amounts.flatMap { NumberValidation.faults(ofCountOrPercentage: $0, at: $1) }
        causes += amounts.flatMap { NumberValidation.faultsAboveWhole($0, at: $1) }
        switch (NumberValidation.isZero(missing), NumberValidation.isZero(surplus)) {
        case (false, false):
            causes.append(
                .invalid(
                    "\(place).maxSurge", JSON.string(surplus ?? 0), "may not be set when maxUnavailable is non-zero"))
        case (true, true):
            causes.append(.required("\(place).maxUnavailable", "cannot be 0 when maxSurge is 0"))
        default: break
        }
        return causes
    }

    static func statefulSetFaults(_ strategy: Value?) -> [APIError.Cause] {
        let place = "spec.updateStrategy.rollingUpdate"
        guard let rolling = strategy?["rollingUpdate"] else { return [] }
        let missing = rolling["maxUnavailable"]
        switch strategy?["type"]?.string {
        case "OnDelete":
            let shown = GoStruct.text([("Partition", rolling["partition"] ?? 0), ("MaxUnavailable", missing)])
            return [.invalid(place, shown, "only allowed for updateStrategy 'RollingUpdate'")]
        case "RollingUpdate":
            var causes = NumberValidation.faults(ofCount: rolling["partition"], at: "\(place).partition")
            guard let missing else { return causes }
            causes += NumberValidation.faults(ofCountOrPercentage: missing, at: "\(place).maxUnavailable")
            if NumberValidation.isZero(missing) {
                causes.append(.invalid("\(place).maxUnavailable", JSON.string(missing), "cannot be 0"))
            }
            return causes + NumberValidation.faultsAboveWhole(missing, at: "\(place).maxUnavailable")
        default: return []
        }
    }
}
