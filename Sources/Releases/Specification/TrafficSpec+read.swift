import Manifests

extension TrafficSpec {
    static func read(_ reader: inout FieldReader) -> TrafficSpec? {
        let stable = reader.required("stable", .nonEmptyString)
        let hasRoute = reader.has("route")
        let hasReplicas = reader.has("replicas")
        guard hasRoute != hasReplicas else {
            reader.report("expected one of 'route', 'replicas', found \(hasRoute ? "both" : "neither")")
            return nil
        }
        let carrier: Carrier? =
            hasRoute
            ? reader.requiredObject("route", Carrier.readRoute)
            : reader.optional("replicas", .integer(in: 2...10_000)).map { .replicas(total: $0) }
        guard let stable, let carrier else { return nil }
        return TrafficSpec(stable: stable, carrier: carrier)
    }
}

private enum RouteKind: String, CaseIterable {
    case httpRoute = "HTTPRoute"
    case virtualService = "VirtualService"
}

extension TrafficSpec.Carrier {
    fileprivate static func readRoute(_ reader: inout FieldReader) -> Self? {
        let kind = reader.required("kind", .choice(RouteKind.self))
        let name = reader.required("name", .nonEmptyString)
        let stable = reader.required("stable", .nonEmptyString)
        let candidate = reader.required("candidate", .nonEmptyString)
        guard let kind, let name, let stable, let candidate else { return nil }
        if stable == candidate {
            reader.report("expected two different sides, found '\(stable)' twice", at: "candidate")
        }
        let route = TrafficSpec.Route(name: name, stable: stable, candidate: candidate)
        return kind == .httpRoute ? .httpRoute(route) : .virtualService(route)
    }
}
