import Manifests

/// Which revisions of a predictor get which share of the traffic.
///
/// Follows KServe's `createKnativeService` and `PropagateStatus`: a canary percentage gives the latest ready
/// revision its share and the rolled-out one the rest, under the tag `prev`; all of the traffic rolls it out.
struct PredictorTraffic: Sendable, Hashable {
    struct Share: Sendable, Hashable {
        var revision: String
        /// Percent, 0…100.
        var percent: Int64
        var isLatest: Bool
    }

    var latestCreated: String
    /// Nil as long as no revision has become ready.
    var latestReady: String?
    var rolledOut: String?
    var previousRolledOut: String?
    /// Why the latest revision is not ready.
    var failure: String?
    private(set) var shares: [Share] = []

    init(service: Value, latestCreated: String) {
        let before = service.status["components"]?["predictor"] ?? [:]
        let ready = before["latestReadyRevision"]?.string
        // What has been ready stays so: the annotation speaks of the new revision.
        let failure = ready == latestCreated ? nil : service.wantedFailure
        self.init(
            latestCreated: latestCreated, latestReady: failure == nil ? latestCreated : ready,
            rolledOut: before["latestRolledoutRevision"]?.string,
            previousRolledOut: before["previousRolledoutRevision"]?.string,
            canaryPercent: Self.canaryPercent(of: service), failure: failure)
    }

    /// - Parameter canaryPercent: nil where the field is absent.
    init(
        latestCreated: String, latestReady: String?, rolledOut: String?, previousRolledOut: String?,
        canaryPercent: Int64?, failure: String? = nil
    ) {
        self.latestCreated = latestCreated
        self.latestReady = latestReady
        self.rolledOut = rolledOut
        self.previousRolledOut = previousRolledOut
        self.failure = failure
        route(canaryPercent)
    }

    private mutating func route(_ canaryPercent: Int64?) {
        guard let latestReady else { return }
        let percent = min(100, max(0, canaryPercent ?? 100))
        guard percent < 100, var stable = rolledOut else {
            if rolledOut != latestReady {
                previousRolledOut = rolledOut
                rolledOut = latestReady
            }
            shares = [Share(revision: latestReady, percent: 100, isLatest: true)]
            return
        }
        // A percentage on a revision that is rolled out already takes it back to the one before.
        if stable == latestReady, latestReady == latestCreated, let previousRolledOut {
            stable = previousRolledOut
            rolledOut = stable
        }
        shares = [
            Share(revision: latestReady, percent: percent, isLatest: true),
            Share(revision: stable, percent: 100 - percent, isLatest: false),
        ]
    }

    /// The canary's share as the object asks for it; nil where it asks for none.
    ///
    /// In KServe's Standard mode the field is ignored. Under `serving.kubeflow.org` the older
    /// `spec.traffic.canary.percent` is read as well.
    static func canaryPercent(of service: Value) -> Int64? {
        let mode = service.annotations["serving.kserve.io/deploymentMode"]?.string
        if mode == "Standard" || mode == "RawDeployment" { return nil }
        if let percent = service.spec["predictor"]?["canaryTrafficPercent"]?.integer { return percent }
        guard service.objectKind == .kubeflowInferenceService else { return nil }
        return service.spec["traffic"]?[path: "canary", "percent"]?.integer
    }
}
