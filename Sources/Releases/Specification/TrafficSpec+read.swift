import Manifests

extension TrafficSpec {
    static func read(_ reader: inout FieldReader) -> TrafficSpec? {
        let stable = reader.required("stable", .nonEmptyString)
        let hasRoute = reader.has("route")
        let hasReplicas = reader.has("replicas")
        let hasShadow = reader.has("shadow")
        guard [hasRoute, hasReplicas, hasShadow].count(where: \.self) == 1 else {
            let found = hasRoute || hasReplicas || hasShadow ? "several" : "none"
            reader.report("expected one of 'route', 'replicas', 'shadow', found \(found)")
            return nil
        }
        let carrier: Carrier? =
            hasRoute
            ? reader.requiredObject("route", Carrier.readRoute)
            : hasShadow
                ? reader.requiredObject("shadow") { shadow in
                    shadow.required("keep", .list(of: .nonEmptyString)).map { .shadow(keeps: $0) }
                }
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
        let cohort = reader.object("match", TrafficSpec.Cohort.read)
        let mirrors = reader.value("mirror", .bool, default: false)
        if mirrors, cohort != nil { reader.report("expected one of 'match', 'mirror', found both", at: "mirror") }
        let division: TrafficSpec.Division = cohort.map { .cohort($0) } ?? (mirrors ? .mirror : .share)
        let route = TrafficSpec.Route(name: name, stable: stable, candidate: candidate, division: division)
        return kind == .httpRoute ? .httpRoute(route) : .virtualService(route)
    }
}

extension TrafficSpec.Cohort {
    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let header = reader.optional("header", .nonEmptyString)
        let cookie = reader.optional("cookie", .nonEmptyString)
        let value = reader.required("value", .nonEmptyString)
        switch (header, cookie, value) {
        case (let header?, nil, let value?): return .header(name: header, value: value)
        case (nil, let cookie?, let value?): return .cookie(name: cookie, value: value)
        case (_, _, nil): return nil
        default:
            reader.report("expected one of 'header', 'cookie', found \(header == nil ? "neither" : "both")")
            return nil
        }
    }
}
