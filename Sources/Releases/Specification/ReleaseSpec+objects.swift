extension ReleaseSpec {
    /// The workload's stable twin.
    package var stableTwin: Workload? { traffic.map { Workload(kind: workload.kind, name: $0.stable) } }

    /// What carries the weights.
    package var route: Workload? {
        switch traffic?.carrier {
        case .httpRoute(let route): Workload(kind: "HTTPRoute", name: route.name)
        case .virtualService(let route): Workload(kind: "VirtualService", name: route.name)
        case .replicas, .shadow, nil: nil
        }
    }

    /// What must be declared beside the release.
    package var objects: [Workload] { [workload, stableTwin, route].compactMap(\.self) }

    /// What a release changes and no other may: two releases may share a route, not a workload.
    package var written: [Workload] { [workload, stableTwin].compactMap(\.self) }
}
