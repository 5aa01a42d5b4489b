import Manifests

/// The share of a rule's requests that is copied to the candidate.
///
/// HTTPRoute: a filter `RequestMirror` with `percent` (GEP-3171, Gateway API v1.3). VirtualService: `mirrors` with
/// `percentage` (Istio 1.17).
struct MirroredShare {
    private let route: TrafficSpec.Route
    private let form: RouteWeights.Form

    init(_ route: TrafficSpec.Route, _ form: RouteWeights.Form) {
        self.route = route
        self.form = form
    }

    /// In percent; nil where nothing is copied.
    func percent(in rule: Value) -> Int? {
        guard let entry = entries(of: rule).first(where: isOurs) else { return nil }
        switch form {
        case .gateway: return entry[path: "requestMirror", "percent"]?.integer.flatMap { Int(exactly: $0) } ?? 100
        case .istio: return entry[path: "percentage", "value"]?.integer.flatMap { Int(exactly: $0) } ?? 100
        }
    }

    /// The rule with that share of its requests copied; with 0 it has no word of it.
    func setting(_ percent: Int, in rule: Value) throws(ReleaseFault) -> Value {
        var entries = entries(of: rule)
        let place = entries.firstIndex(where: isOurs)
        if let place { entries.remove(at: place) }
        if percent > 0 { entries.insert(try entry(percent, of: rule), at: place ?? entries.count) }
        return try TrafficCarrier.set([field], to: entries.isEmpty ? nil : .array(entries), in: rule)
    }

    private var field: String { form == .gateway ? "filters" : "mirrors" }

    private func entries(of rule: Value) -> [Value] { rule[field]?.array ?? [] }

    private func isOurs(_ entry: Value) -> Bool {
        switch form {
        case .gateway: entry[path: "requestMirror", "backendRef", "name"]?.string == route.candidate
        case .istio:
            (entry[path: "destination", "subset"] ?? entry[path: "destination", "host"])?.string == route.candidate
        }
    }

    private func entry(_ percent: Int, of rule: Value) throws(ReleaseFault) -> Value {
        let share = Value.integer(Int64(percent))
        switch form {
        case .gateway:
            let backend = (rule["backendRefs"]?.array ?? []).first { $0["name"]?.string == route.candidate }
            guard let reference = backend?.setting(["weight"], to: nil)?.setting(["filters"], to: nil) else {
                throw .noBackend(route.candidate, route: route.name)
            }
            return ["type": "RequestMirror", "requestMirror": ["backendRef": reference, "percent": share]]
        case .istio:
            let destination = (rule["route"]?.array ?? []).map { $0["destination"] ?? .null }.first {
                ($0["subset"] ?? $0["host"])?.string == route.candidate
            }
            guard let destination else { throw .noBackend(route.candidate, route: route.name) }
            return ["destination": destination, "percentage": ["value": share]]
        }
    }
}
