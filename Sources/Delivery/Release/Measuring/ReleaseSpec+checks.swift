import Manifests
import Measurement
import Releases

extension ReleaseSpec {
    /// The checks as Measurement reads them; those at fault are left out and told of.
    func measuredChecks(into diagnostics: inout [Diagnostic]) -> [CheckSpec] {
        checks.compactMap { CheckSpec.read($0.value, at: $0.location, into: &diagnostics) }
    }
}
