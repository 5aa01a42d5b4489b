package import Manifests
import Releases

/// Judges a check's Job as if the environment declared it: by the rules, policies and signatures of the commit that the
/// check stands in.
package struct GatedJobs: JobAdmission {
    private let gate: Gate
    private let checkout: @Sendable (_ revision: String) async throws -> Checkout

    package init(gate: Gate, checkout: @escaping @Sendable (_ revision: String) async throws -> Checkout) {
        self.gate = gate
        self.checkout = checkout
    }

    package func review(
        _ job: Value, of reading: ReleaseReading, on cluster: any LiveCluster
    ) async -> JobReview {
        do {
            let checkout = try await checkout(reading.revision)
            guard case .loaded(var environment, _) = await Environment.load(reading.key.environment, from: checkout)
            else { return .refused("the environment of commit \(reading.revision.prefix(12)) cannot be read") }
            var faults: [Diagnostic] = []
            environment.resources = Resource.read(
                Document(value: job, location: reading.spec.location), into: &faults)
            // The Jobs of the other checks are made of objects that are not here now.
            environment.releases = []
            if let fault = faults.first { return .refused("\(fault)") }
            switch try await gate.admit(environment, of: checkout, on: cluster, at: Instant.now().milliseconds) {
            case .denied(let diagnostics), .undecided(let diagnostics):
                let errors = diagnostics.filter { $0.severity == .error }
                return .refused("the Job may not run: \(errors.first?.message ?? "no reason is known")")
            case .admitted(let admitted, _):
                guard let object = admitted.resources.first?.object else { return .refused("the Job has no object") }
                return .admitted(admitted.applySet.unmark(object))
            }
        } catch {
            return .refused("\(error)")
        }
    }
}
