/// What the course begins with: one environment, one release, one policy.
enum Scene {
    static let service = "environments/staging/fraud/inference-service.yaml"
    static let config = "environments/staging/config.yaml"
    /// Ends the address of a model that the policy denies.
    static let denied = "-denied"

    static let files = [
        "environments/staging/environment.yaml": """
        apiVersion: lockstep/v1
        kind: Environment
        metadata: { name: staging }
        spec:
          cluster: { embedded: true }
          namespace: ml
          sync: { interval: 30s, prune: true, selfHeal: true }

        """,
        "environments/staging/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: { name: ml }\n",
        config: "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  value: \"1\"\n",
        service: """
        # Serves the fraud model.
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: fraud }
        spec:
          predictor:
            minReplicas: 1 # people's
            model:
              modelFormat: { name: sklearn }
              storageUri: s3://models/fraud/v1 # the version

        """,
        "environments/staging/fraud/release.yaml": """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: fraud }
        spec:
          workload: { kind: InferenceService, name: fraud }
          interval: 30s
          steps: [{ weight: 10, hold: 100s }, { weight: 50, hold: 100s }, { weight: 100 }]
          checks: [{ name: availability, slo: { objective: 99, good: good_total, total: all_total } }]

        """,
        "policies/clean.policy.swift": """
        import PolicyV1

        admission("clean", kinds: .any) { review in
            require(
                !(review.object.at("data.value")?.string ?? "").hasSuffix("\(denied)"), "a denied value",
                at: "data.value")
            require(
                !(review.object.at("spec.predictor.model.storageUri")?.string ?? "").hasSuffix("\(denied)"),
                "a denied model", at: "spec.predictor.model.storageUri")
        }

        """,
        "policies/use.yaml":
            "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: clean }\nspec: { policy: clean }\n",
    ]

    static func uri(_ version: Int) -> String { "s3://models/fraud/v\(version)" }

    /// Versions that are divisible by three are bad: their checks never pass, and mostly fail.
    static func isBad(_ uri: String) -> Bool {
        guard let number = Int(uri.split(separator: "/").last?.dropFirst().prefix { $0.isNumber } ?? "") else {
            return false
        }
        return number % 3 == 0
    }
}
