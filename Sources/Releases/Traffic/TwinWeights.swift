import Manifests

/// Weights between a workload and its stable twin.
struct TwinWeights {
    private let traffic: TrafficSpec

    init(_ traffic: TrafficSpec) { self.traffic = traffic }

    func weight(in objects: ReleaseObjects) -> Int? {
        if let route = objects.route, let weights = routeWeights { return weights.weight(in: route) }
        guard case .replicas(let total) = traffic.carrier,
            let replicas = objects.workload[path: "spec", "replicas"]?.integer, replicas >= 0
        else { return nil }
        return Int(clamping: min(replicas, Int64(total))) * 100 / total
    }

    /// The objects with the candidate's share of the requests that the steps divide.
    func setting(_ percent: Int, in objects: ReleaseObjects) throws(ReleaseFault) -> ReleaseObjects {
        var objects = objects
        if let weights = routeWeights {
            objects.route = try objects.route.map { (route) throws(ReleaseFault) in
                try weights.setting(percent, in: route)
            }
        }
        if case .shadow = traffic.carrier, objects.workload[path: "spec", "suspend"]?.bool != true {
            throw .notSuspended(objects.workload[path: "metadata", "name"]?.string ?? "")
        }
        if case .replicas(let total) = traffic.carrier { try setReplicas(percent, of: total, in: &objects) }
        return objects
    }

    /// The objects with every request answered by the candidate, so that what is stable can be replaced.
    ///
    /// One Service in front of both: each has all replicas, so that there are enough while the one takes over from the
    /// other.
    func handingOver(_ objects: ReleaseObjects) throws(ReleaseFault) -> ReleaseObjects {
        if case .replicas(let total) = traffic.carrier { return try replicas(total, total, in: objects) }
        guard let weights = routeWeights else { return try setting(100, in: objects) }
        var objects = objects
        objects.route = try objects.route.map { (route) throws(ReleaseFault) in try weights.handingOver(route) }
        return objects
    }

    /// The objects with no request for the candidate. Where what is stable has no replica, the candidate's stay until
    /// that is ready: they have the stable version's template by then, and somebody must answer.
    func withdrawing(_ objects: ReleaseObjects) throws(ReleaseFault) -> ReleaseObjects {
        if case .replicas(let total) = traffic.carrier, objects.stable?[path: "spec", "replicas"]?.integer == 0,
            let candidate = objects.workload[path: "spec", "replicas"]?.integer.flatMap({ Int(exactly: $0) })
        {
            return try replicas(candidate, total, in: objects)
        }
        return try setting(0, in: objects)
    }

    private var routeWeights: RouteWeights? {
        switch traffic.carrier {
        case .httpRoute(let route): RouteWeights(route, .gateway)
        case .virtualService(let route): RouteWeights(route, .istio)
        case .replicas, .shadow: nil
        }
    }

    /// Neither side with a share of the requests may be without a replica.
    private func setReplicas(
        _ percent: Int, of total: Int, in objects: inout ReleaseObjects
    ) throws(ReleaseFault) {
        let share = (total * percent + 50) / 100
        let candidate = percent == 0 ? 0 : percent == 100 ? total : min(max(share, 1), total - 1)
        objects = try replicas(candidate, total - candidate, in: objects)
    }

    private func replicas(
        _ candidate: Int, _ stable: Int, in objects: ReleaseObjects
    ) throws(ReleaseFault) -> ReleaseObjects {
        let path = ["spec", "replicas"]
        var objects = objects
        objects.workload = try TrafficCarrier.set(path, to: .integer(Int64(candidate)), in: objects.workload)
        objects.stable = try objects.stable.map { (object) throws(ReleaseFault) in
            try TrafficCarrier.set(path, to: .integer(Int64(stable)), in: object)
        }
        return objects
    }
}
