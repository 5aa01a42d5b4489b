import Logging
import Manifests

/// What the policies in force say of what runs.
extension EnvironmentReconciler {
    /// Asks them, and keeps the counts for the metrics; it denies nothing and changes nothing.
    func audit() async {
        guard let cluster, let head, head.revision == admitted?.revision,
            case .loaded(let environment, _) = await Environment.load(name, from: head),
            case .success(let audit) = gate.audit(of: head, on: cluster, at: Instant.now().milliseconds)
        else { return }
        do throws(ClusterUnreachable) {
            let report = try await audit.run(environment)
            status.violations = Dictionary(uniqueKeysWithValues: report.counts)
            status.audited = .now()
            for finding in report.findings {
                logger.info(
                    "policy violated in the cluster",
                    metadata: [
                        "policy": "\(finding.policy)", "object": "\(finding.object)", "message": "\(finding.message)",
                    ])
            }
        } catch {
            // The next sync tells that the cluster is out of reach; the counts of the last audit stay, with its time.
            logger.warning("audit failed", metadata: ["reason": "\(error.reason)"])
        }
    }
}
