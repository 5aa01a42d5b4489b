package import Manifests

/// The fields of a workload that make it another version; what scales it or divides its traffic is not among them.
///
/// An InferenceService: `spec`, without traffic and scaling. What has a pod template: `spec.template`. A CronJob:
/// `spec.jobTemplate`. Anything else: `spec` without `replicas`.
struct VersionPart {
    private static let scaling = [
        "canaryTrafficPercent", "canary", "minReplicas", "maxReplicas", "scaleTarget", "scaleMetric",
        "scaleMetricType", "autoScaling",
    ]

    let value: Value

    init(of object: Value) {
        let (root, left) = Self.paths(of: object)
        var value = object[path: root] ?? .null
        for path in left { value = value.setting(path[...], to: nil) ?? value }
        self.value = value
    }

    /// The object with another's version, and with all else as it is. A component that only one of the two has is scaled
    /// as that one says.
    static func replacing(in object: Value, by other: Value) -> Value {
        let (root, left) = paths(of: object)
        let current = object[path: root] ?? .null
        var version = other[path: root]
        for path in left {
            let component = Array(path.dropLast())
            guard version?[path: component] != nil, current[path: component] != nil else { continue }
            version = version?.setting(path[...], to: current[path: path]) ?? version
        }
        return object.setting(root[...], to: version) ?? object
    }

    /// Where the version of an object is.
    static func root(of object: Value) -> [String] { paths(of: object).root }

    /// Where the version is, and what below that does not belong to it.
    private static func paths(of object: Value) -> (root: [String], without: [[String]]) {
        if object["kind"]?.string == "InferenceService" {
            let components = ["predictor", "transformer", "explainer"]
            return (["spec"], [["traffic"]] + components.flatMap { part in scaling.map { [part, $0] } })
        }
        if object["kind"]?.string == "CronJob" { return (["spec", "jobTemplate"], []) }
        if object[path: "spec", "template"]?.object != nil { return (["spec", "template"], []) }
        return (["spec"], [["replicas"]])
    }
}

extension Value {
    subscript(path keys: [String]) -> Value? { keys.reduce(Optional(self)) { $0?[$1] } }

    /// The value with another at the end of a path, nil for none; parents of what is set are made.
    ///
    /// - Returns: nil where the path leads through what is no object.
    package func setting(_ path: ArraySlice<String>, to new: Value?) -> Value? {
        guard let key = path.first else { return new }
        guard case .object(var object) = self else { return nil }
        let rest = path.dropFirst()
        if rest.isEmpty {
            object[key] = new
        } else if let old = object[key] {
            guard let changed = old.setting(rest, to: new) else { return nil }
            object[key] = changed
        } else if new != nil {
            object[key] = Value.object([:]).setting(rest, to: new)
        }
        return .object(object)
    }
}
