/// What is compared: two versions of one workload, by the names that its metrics know them by.
package struct Subject: Sendable, Hashable {
    package var environment: String
    package var release: String
    package var namespace: String
    /// The workload's name.
    package var service: String
    /// A Knative revision, or the name of a Deployment.
    package var canary: String
    /// nil: there is no other version beside the canary.
    package var stable: String?
    /// Tells candidates that run under one name apart: the commit that gave this one its first share.
    package var candidate: String

    package init(
        environment: String, release: String, namespace: String, service: String, canary: String, stable: String?,
        candidate: String = ""
    ) {
        self.environment = environment
        self.release = release
        self.namespace = namespace
        self.service = service
        self.canary = canary
        self.stable = stable
        self.candidate = candidate
    }

    /// - Parameters:
    ///   - revision: the side that is asked about.
    ///   - interval: seconds.
    func values(revision: String, interval: Double) -> [QueryTemplate.Variable: String] {
        var values: [QueryTemplate.Variable: String] = [
            .revision: revision, .canary: canary, .namespace: namespace, .service: service, .target: service,
            .environment: environment, .release: release, .interval: Self.text(interval),
        ]
        values[.stable] = stable
        return values
    }

    /// `30s` where that is exact, else milliseconds.
    static func text(_ seconds: Double) -> String {
        let milliseconds = PrometheusSource.milliseconds(seconds)
        return milliseconds.isMultiple(of: 1_000) ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
    }
}
