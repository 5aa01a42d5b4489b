/// How the requests are divided between a workload and its stable twin, where the workload does not do it itself.
///
/// People change the workload; the twin of the same kind runs what is stable, and takes over the workload's version at
/// the end of a release.
package struct TrafficSpec: Sendable, Hashable {
    package enum Carrier: Sendable, Hashable {
        /// `gateway.networking.k8s.io/v1` HTTPRoute: `spec.rules[].backendRefs[].weight`.
        case httpRoute(Route)
        /// `networking.istio.io/v1` VirtualService: `spec.http[].route[].weight`.
        case virtualService(Route)
        /// One Service in front of both: `spec.replicas` of the two add up to this.
        case replicas(total: Int)
        /// No requests at all: a CronJob, whose candidate is suspended and tried by runs of its own. Its twin keeps the
        /// values of these environment variables, which say where the results go.
        case shadow(keeps: [String])
    }

    package struct Route: Sendable, Hashable {
        package var name: String
        /// The Service, or for a VirtualService also the host or subset, of each side.
        package var stable: String
        package var candidate: String
        package var division = Division.share
    }

    /// Which requests the steps divide.
    package enum Division: Sendable, Hashable {
        /// All.
        case share
        /// A/B: those of the rules that match a header or a cookie; all others stay stable until the end.
        case cohort(Cohort)
        /// None: all are answered by what is stable, and a share of them is copied to the candidate, whose answers are
        /// thrown away.
        case mirror
    }

    /// The requests that bear an exact header, or a cookie.
    package enum Cohort: Sendable, Hashable {
        case header(name: String, value: String)
        case cookie(name: String, value: String)
    }

    /// The name of the twin.
    package var stable: String
    package var carrier: Carrier
}
