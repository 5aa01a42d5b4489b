import Manifests
import Testing

@testable import Delivery

/// Small environments for tests.
enum Sample {
    static let namespaceFile = """
        apiVersion: v1
        kind: Namespace
        metadata:
          name: ml

        """

    static func environmentFile(prune: Bool = true, selfHeal: Bool = true, name: String = "staging") -> String {
        """
        apiVersion: lockstep/v1
        kind: Environment
        metadata:
          name: \(name)
        spec:
          cluster: { embedded: true }
          namespace: ml
          sync: { interval: 30s, prune: \(prune), selfHeal: \(selfHeal) }

        """
    }

    static func configMap(_ name: String, _ value: String = "1") -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name)
        data:
          value: "\(value)"

        """
    }

    static func deployment(_ name: String, image: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
        spec:
          selector: { matchLabels: { app: \(name) } }
          template:
            metadata: { labels: { app: \(name) } }
            spec:
              containers:
                - { name: model, image: "\(image)" }

        """
    }

    /// A manifest with an annotation more.
    static func annotated(_ manifest: String, _ annotations: String...) -> String {
        let lines = annotations.map { "    \($0)\n" }.joined()
        return manifest.replacing("metadata:\n", with: "metadata:\n  annotations:\n\(lines)", maxReplacements: 1)
    }

    static func job(_ name: String, hook: String) -> String {
        annotated(
            """
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: \(name)
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - { name: main, image: "migrate:1" }

            """, "lockstep/hook: \(hook)")
    }

    /// A checkout of one environment with the files given, by name.
    static func checkout(
        _ files: [String: String], environment: String = environmentFile(), name: String = "staging",
        revision: String? = "c1", repository: String = "git.example.com/ml"
    ) -> Checkout {
        var all = files
        all["environment.yaml"] = environment
        return Checkout(
            revision: revision, repository: repository,
            files: all.map { Checkout.File(path: "environments/\(name)/\($0.key)", bytes: Array($0.value.utf8)) })
    }

    static func admitted(_ checkout: Checkout, cluster: SimulatedCluster = SimulatedCluster()) async throws
        -> AdmittedEnvironment
    {
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout),
            case .admitted(let admitted, _) = await Gate().review(
                environment, scopes: try await cluster.scopes(refresh: false), policies: .none,
                evidence: PolicyEvidence())
        else { throw NotAdmitted() }
        return admitted
    }

    struct NotAdmitted: Error {}
}
