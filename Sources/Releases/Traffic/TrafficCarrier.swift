package import Manifests

/// Who divides the requests between the candidate and what is stable, and how that is written down.
///
/// Pure: objects in, objects out.
package enum TrafficCarrier: Sendable, Hashable {
    /// KServe's serverless mode: `spec.predictor.canaryTrafficPercent`, absent while nothing is released. KServe keeps
    /// the version that was rolled out last.
    case canaryTrafficPercent
    /// `spec.traffic.canary.percent` and `spec.traffic.default.percent`, which add up to 100.
    case trafficShares
    /// A twin of the workload, and an object or the count of replicas that divides between the two.
    case twin(TrafficSpec)

    package init(_ spec: ReleaseSpec, workload: Value) {
        if let traffic = spec.traffic {
            self = .twin(traffic)
        } else if workload[path: "spec", "traffic", "canary"]?.object != nil {
            self = .trafficShares
        } else {
            self = .canaryTrafficPercent
        }
    }

    /// The share that the candidate has, in percent; nil where the manifests say none.
    package func weight(in objects: ReleaseObjects) -> Int? {
        switch self {
        case .canaryTrafficPercent: Self.integer(objects.workload[path: Self.percentPath])
        case .trafficShares: Self.integer(objects.workload[path: Self.canaryPath])
        case .twin(let traffic): TwinWeights(traffic).weight(in: objects)
        }
    }

    /// Whether the candidate has more than a share: what the manifests do not say is everything, where KServe takes it so.
    package func exceeds(_ percent: Int, in objects: ReleaseObjects) -> Bool {
        guard let given = try? setting(percent, in: objects), given != objects else { return false }
        let everything = self == .canaryTrafficPercent ? 100 : nil
        guard let has = weight(in: objects) ?? everything, let may = weight(in: given) else { return false }
        return has > may
    }

    /// The objects with a share of 0…100 percent for the candidate.
    package func setting(
        _ percent: Int, in objects: ReleaseObjects
    ) throws(ReleaseFault) -> ReleaseObjects {
        var objects = objects
        switch self {
        case .canaryTrafficPercent:
            objects.workload = try Self.set(Self.percentPath, to: .integer(Int64(percent)), in: objects.workload)
        case .trafficShares:
            objects.workload = try Self.set(Self.canaryPath, to: .integer(Int64(percent)), in: objects.workload)
            objects.workload = try Self.set(
                Self.defaultPath, to: .integer(Int64(100 - percent)), in: objects.workload)
        case .twin(let traffic): objects = try TwinWeights(traffic).setting(percent, in: objects)
        }
        return objects
    }

    /// The objects of a candidate that has proved itself.
    ///
    /// A twin takes the candidate's version over while the candidate has all requests; ``atRest(_:)`` gives them back
    /// to it once it is ready.
    ///
    /// - Parameter stable: the workload of the version that is replaced; nil where nobody knows it.
    package func finished(
        _ objects: ReleaseObjects, replacing stable: Value? = nil
    ) throws(ReleaseFault) -> ReleaseObjects {
        switch self {
        case .canaryTrafficPercent: return try atRest(objects)
        case .trafficShares: return try setting(100, in: objects)
        case .twin(let traffic):
            var objects = try TwinWeights(traffic).handingOver(objects)
            let candidate = objects.workload
            objects.stable = try objects.stable.map { (twin) throws(ReleaseFault) in
                guard case .shadow(let kept) = traffic.carrier else {
                    return TwinVersion(candidate: candidate, stable: stable).taken(over: twin)
                }
                let released = VersionPart.replacing(in: twin, by: candidate)
                return try BatchOutput(variables: kept).restored(in: released, from: twin)
            }
            return objects
        }
    }

    /// The objects once the stable version is back and must not be taken for a candidate.
    ///
    /// KServe: with a share of 0, since without one all requests would go to the newest ready revision, and that is
    /// the one that failed, for as long as the restored one starts.
    package func withdrawn(_ objects: ReleaseObjects, to stable: Value) throws(ReleaseFault) -> ReleaseObjects {
        switch self {
        case .canaryTrafficPercent: return try setting(0, in: objects)
        case .twin(let traffic): return try TwinWeights(traffic).withdrawing(objects)
        case .trafficShares: return try keepingShare(of: stable, in: objects)
        }
    }

    /// The objects with the share that the workload had with the stable version: while a candidate waits, KServe would take
    /// any other for a share of what ran before.
    func keepingShare(of stable: Value, in objects: ReleaseObjects) throws(ReleaseFault) -> ReleaseObjects {
        var objects = objects
        switch self {
        case .canaryTrafficPercent:
            objects.workload = try Self.set(Self.percentPath, to: stable[path: Self.percentPath], in: objects.workload)
        case .trafficShares:
            for path in [Self.canaryPath, Self.defaultPath] {
                guard let share = stable[path: path] else { continue }
                objects.workload = try Self.set(path, to: share, in: objects.workload)
            }
        case .twin: break
        }
        return objects
    }

    /// The objects as they are when nothing is being released.
    package func atRest(_ objects: ReleaseObjects) throws(ReleaseFault) -> ReleaseObjects {
        switch self {
        case .canaryTrafficPercent:
            var objects = objects
            objects.workload = try Self.set(Self.percentPath, to: nil, in: objects.workload)
            return objects
        case .trafficShares: return objects
        case .twin: return try setting(0, in: objects)
        }
    }

    /// Whether the objects are as they are when nothing is being released.
    package func isAtRest(_ objects: ReleaseObjects) -> Bool { (try? atRest(objects)) == objects }

    private static let percentPath = ["spec", "predictor", "canaryTrafficPercent"]
    private static let canaryPath = ["spec", "traffic", "canary", "percent"]
    private static let defaultPath = ["spec", "traffic", "default", "percent"]

    private static func integer(_ value: Value?) -> Int? { value?.integer.flatMap { Int(exactly: $0) } }

    static func set(_ path: [String], to value: Value?, in object: Value) throws(ReleaseFault) -> Value {
        guard let changed = object.setting(path[...], to: value) else {
            throw .notSettable(
                field: path.joined(separator: "."), kind: object["kind"]?.string ?? "",
                name: object[path: "metadata", "name"]?.string ?? "")
        }
        return changed
    }
}
