import Drift
import Manifests
import Measurement
import Releases

extension ReleaseSpec {
    /// The checks as Measurement and Drift read them; those at fault are left out and told of.
    func measuredChecks(into diagnostics: inout [Diagnostic]) -> [CheckSpec] {
        checks.compactMap { check in
            guard let spec = CheckSpec.read(check.value, at: check.location, into: &diagnostics) else { return nil }
            if case .drift(let value) = spec.measure,
                DriftCheckSpec.read(value, at: check.location, into: &diagnostics) == nil
            {
                return nil
            }
            return spec
        }
    }
}
