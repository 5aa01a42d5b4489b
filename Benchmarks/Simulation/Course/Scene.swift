/// What the course begins with: two environments, the second promoted from the first, three releases, one policy.
enum Scene {
    static let config = "environments/staging/config.yaml"
    /// Ends the address of a model that the policy denies.
    static let denied = "-denied"
    /// Seconds for which what staging has released must have been stable there.
    static let soak = 100.0
    /// Seconds of every step but the last.
    static let hold = 100.0
    static let group = "managers"

    static func namespace(of environment: String) -> String { environment == "staging" ? "ml" : "prod" }

    static var files: [String: String] {
        var files = policies
        for environment in Place.environments {
            let namespace = namespace(of: environment)
            files["environments/\(environment)/namespace.yaml"] =
                "apiVersion: v1\nkind: Namespace\nmetadata: { name: \(namespace) }\n"
            let promotion =
                environment == "staging"
                ? "" : "  promotesFrom: staging\n  soak: \(Int(soak))s\n  approvals: { from: \(group), required: 1 }\n"
            files["environments/\(environment)/environment.yaml"] = """
                apiVersion: lockstep/v1
                kind: Environment
                metadata: { name: \(environment) }
                spec:
                  cluster: { embedded: true }
                  namespace: \(namespace)
                  sync: { interval: 30s, prune: true, selfHeal: true }
                \(promotion)
                """
        }
        files[config] = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  value: \"1\"\n"
        for place in Place.all {
            files[place.service] = service(place)
            files[place.declaration] = declaration(place)
        }
        return files
    }

    private static func service(_ place: Place) -> String {
        """
        # Serves the \(place.release) model.
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: { name: \(place.release) }
        spec:
          predictor:
            minReplicas: 1 # people's
            model:
              modelFormat: { name: sklearn }
              storageUri: \(place.uri(1)) # the version

        """
    }

    private static func declaration(_ place: Place) -> String {
        """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: \(place.release) }
        spec:
          workload: { kind: InferenceService, name: \(place.release) }
          interval: 30s
          steps: [{ weight: 10, hold: \(Int(hold))s }, { weight: 50, hold: \(Int(hold))s }, { weight: 100 }]
          checks: [{ name: availability, slo: { objective: 99, good: good_total, total: all_total } }]
          paused: false

        """
    }

    private static let policies = [
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

    /// Versions that are divisible by three are bad: their checks never pass, and mostly fail.
    static func isBad(_ uri: String) -> Bool {
        guard let number = Int(uri.split(separator: "/").last?.dropFirst().prefix { $0.isNumber } ?? "") else {
            return false
        }
        return number % 3 == 0
    }
}
