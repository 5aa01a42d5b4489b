/// What the demo commits beside `environments/`.
enum DemoManifests {
    static let folder = "environments/staging"
    static let model = "\(folder)/fraud-detection/inference-service.yaml"
    static let release = "\(folder)/fraud-detection/release.yaml"
    static let reference = "\(folder)/fraud-detection/reference.csv"
    static let environment = "\(folder)/environment.yaml"
    static let monitor = "\(folder)/fraud-detection/service-monitor.yaml"

    static func inferenceService(_ uri: String) -> String {
        """
        # Served by the cluster itself, so that releases are judged by real requests.
        apiVersion: serving.kubeflow.org/v1beta1
        kind: InferenceService
        metadata:
          name: fraud-detection
          labels:
            app: fraud-detection
        spec:
          predictor:
            model:
              modelFormat: { name: sklearn }
              storageUri: \(uri) # the version
          # Percent of requests; the two add up to 100.
          traffic:
            canary:
              percent: 100
            default:
              percent: 0

        """
    }

    /// - Parameter serving: where the cluster tells what a model was asked.
    static func release(serving: String) -> String {
        let labels = #"namespace_name="staging",revision_name="{{revision}}""#
        return """
            apiVersion: lockstep/v1
            kind: Release
            metadata: { name: fraud-detection }
            spec:
              workload: { kind: InferenceService, name: fraud-detection }
              steps:
                - { weight: 10, hold: 2s }
                - { weight: 50, hold: 2s }
                - { weight: 100 }
              interval: 1s
              checks:
                - name: availability
                  slo:
                    objective: 95
                    good: 'revision_app_request_count{\(labels),response_code_class="2xx"}'
                    total: 'revision_app_request_count{\(labels)}'
                  judge: { allowedRatio: 3, slack: 2 }
                - name: latency
                  slo: { objective: 95, histogram: 'revision_app_request_latencies{\(labels)}', below: 200ms }
                  judge: { allowedRatio: 3, slack: 5 }
                - name: inputs
                  drift:
                    reference: fraud-detection/reference.csv
                    current: "\(serving)/staging/fraud-detection/inputs?revision={{revision}}"
                    columns: [amount, account_age]
                    method: psi
                    below: 0.2
                    falseAlarm: 0.001
              onDrift: { action: retrain, triggers: [pipeline] }

            """
    }

    static func triggers(_ address: String) -> String {
        """
        apiVersion: lockstep/v1
        kind: RetrainingTriggers
        triggers:
          - { name: pipeline, webhook: { url: "\(address)", secret: { env: LOCKSTEP_DEMO_WEBHOOK } } }

        """
    }

    /// What the environment demands from then on.
    static let artifacts = """
          # Every model must be signed by a release key; what nothing serves here is not.
          artifacts:
            signedBy: [release]
            rising: true
            exempt:
              - { artifact: "registry.example.com/**", reason: images that the demo never pulls }

        """
}
