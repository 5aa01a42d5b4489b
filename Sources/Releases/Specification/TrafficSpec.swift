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
    }

    package struct Route: Sendable, Hashable {
        package var name: String
        /// The Service, or for a VirtualService also the host or subset, of each side.
        package var stable: String
        package var candidate: String
    }

    /// The name of the twin.
    package var stable: String
    package var carrier: Carrier
}
