import Manifests

/// Weights between a workload and its stable twin.
struct TwinWeights {
    private let traffic: TrafficSpec

    init(_ traffic: TrafficSpec) { self.traffic = traffic }

    func weight(in objects: ReleaseObjects) -> Int? {
        switch traffic.carrier {
        case .httpRoute(let route), .virtualService(let route):
            let weights = Self.backends(in: objects.route).filter { Self.name(of: $0) == route.candidate }
            return weights.first.flatMap { $0["weight"]?.integer }.flatMap { Int(exactly: $0) }
        case .replicas(let total):
            guard let replicas = objects.workload[path: "spec", "replicas"]?.integer, replicas >= 0 else { return nil }
            return Int(clamping: min(replicas, Int64(total))) * 100 / total
        }
    }

    func setting(_ percent: Int, in objects: ReleaseObjects) throws(ReleaseFault) -> ReleaseObjects {
        var objects = objects
        switch traffic.carrier {
        case .httpRoute(let route):
            objects.route = try objects.route.map { (object) throws(ReleaseFault) in
                try Self.setting(percent, of: route, in: object, lists: ["rules"], backends: "backendRefs")
            }
        case .virtualService(let route):
            objects.route = try objects.route.map { (object) throws(ReleaseFault) in
                try Self.setting(percent, of: route, in: object, lists: ["http", "tls", "tcp"], backends: "route")
            }
        case .replicas(let total):
            // Neither side with a share of the requests may be without a replica.
            let share = (total * percent + 50) / 100
            let candidate = percent == 0 ? 0 : percent == 100 ? total : min(max(share, 1), total - 1)
            let path = ["spec", "replicas"]
            objects.workload = try TrafficCarrier.set(path, to: .integer(Int64(candidate)), in: objects.workload)
            objects.stable = try objects.stable.map { (object) throws(ReleaseFault) in
                try TrafficCarrier.set(path, to: .integer(Int64(total - candidate)), in: object)
            }
        }
        return objects
    }

    /// Every rule that has one of the two sides must have the other, too.
    private static func setting(
        _ percent: Int, of route: TrafficSpec.Route, in object: Value, lists: [String], backends: String
    ) throws(ReleaseFault) -> Value {
        var object = object
        var isFound = false
        for list in lists {
            guard var rules = object[path: "spec", list]?.array else { continue }
            for index in rules.indices {
                guard var sides = rules[index][backends]?.array else { continue }
                let names = sides.map(name)
                guard names.contains(route.candidate) || names.contains(route.stable) else { continue }
                for side in [route.candidate, route.stable] where !names.contains(side) {
                    throw .noBackend(side, route: route.name)
                }
                for (place, name) in names.enumerated() where name == route.candidate || name == route.stable {
                    let weight = name == route.candidate ? percent : 100 - percent
                    sides[place] = try TrafficCarrier.set(["weight"], to: .integer(Int64(weight)), in: sides[place])
                }
                rules[index] = try TrafficCarrier.set([backends], to: .array(sides), in: rules[index])
                isFound = true
            }
            object = try TrafficCarrier.set(["spec", list], to: .array(rules), in: object)
        }
        guard isFound else { throw .noBackend(route.candidate, route: route.name) }
        return object
    }

    private static func backends(in route: Value?) -> [Value] {
        let rules = ["rules", "http", "tls", "tcp"].flatMap { route?[path: "spec", $0]?.array ?? [] }
        return rules.flatMap { ($0["backendRefs"] ?? $0["route"])?.array ?? [] }
    }

    /// A Service's name; for a VirtualService the subset where there is one, else the host.
    private static func name(of backend: Value) -> String? {
        let destination = backend["destination"]
        return (backend["name"] ?? destination?["subset"] ?? destination?["host"])?.string
    }
}
