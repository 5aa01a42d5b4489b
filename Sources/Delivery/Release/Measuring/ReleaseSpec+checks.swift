import Drift
import Manifests
import Measurement
import Releases

extension ReleaseSpec {
    /// The checks as Measurement and Drift read them; those at fault are left out and told of.
    ///
    /// - Parameter workload: whose Job a check `shadow` runs; nil where the checks are only looked at.
    func measuredChecks(of workload: Value? = nil, into diagnostics: inout [Diagnostic]) -> [CheckSpec] {
        checks.compactMap { check in
            let value = check.shadowing(workload)
            guard let spec = CheckSpec.read(value, at: check.location, into: &diagnostics) else { return nil }
            if case .drift(let value) = spec.measure,
                DriftCheckSpec.read(value, at: check.location, into: &diagnostics) == nil
            {
                return nil
            }
            return spec
        }
    }
}

extension ReleaseSpec.Check {
    /// A check `shadow: { timeout }` as the check `job` that it is: one run of the candidate's own Job.
    fileprivate func shadowing(_ workload: Value?) -> Value {
        guard let shadow = value["shadow"], case .object(var job) = shadow, value["job"] == nil, job["spec"] == nil
        else { return value }
        job["spec"] =
            workload?[path: "spec", "jobTemplate", "spec"] ?? [
                "template": ["spec": ["containers": [["name": "workload"]]]]
            ]
        return value.setting(["shadow"], to: nil)?.setting(["job"], to: .object(job)) ?? value
    }
}
