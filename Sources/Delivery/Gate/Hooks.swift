import Manifests
import Releases
import Trust

/// Jobs that run around a sync: each once for each content that the environment has.
///
/// A hook's object bears the generation of its content in its name. So a sync that is repeated finds the Job there,
/// and the Jobs of earlier content are pruned like any object that Git no longer declares.
enum Hooks {
    private static let digits = 10
    /// What a name of a Job may have, so that its pods can be named after it (RFC 1123 label).
    private static let longestName = 63

    /// - Returns: nil where there are no hooks.
    static func generation(of candidates: [Candidate]) -> String? {
        guard candidates.contains(where: { $0.options.hook != nil }) else { return nil }
        var bytes: [UInt8] = []
        for candidate in candidates.sorted(by: { $0.identity < $1.identity }) {
            bytes += JSON.canonical(content(of: candidate))
        }
        return String(SHA256Digest(of: bytes).hex.prefix(digits))
    }

    /// The object without what the steps of a release change: who gets how many of the requests, and how many replicas
    /// there are. A step of a canary brings no new content.
    private static func content(of candidate: Candidate) -> Value {
        let kind = candidate.identity.groupKind.description
        if routes.contains(kind) { return removing(["spec"], from: candidate.object) }
        var object = removing(["spec", "replicas"], from: candidate.object)
        guard candidate.identity.groupKind.kind == "InferenceService" else { return object }
        for path in [["spec", "predictor", "canaryTrafficPercent"], ["spec", "traffic"]] {
            object = removing(path, from: object)
        }
        guard let canaries = object[path: "spec", "canary"]?.array else { return object }
        let bare = canaries.map { removing(["trafficPercent"], from: $0) }
        return object.setting(["spec", "canary"], to: .array(bare)) ?? object
    }

    private static let routes: Set<String> = [
        "HTTPRoute.gateway.networking.k8s.io", "VirtualService.networking.istio.io",
    ]

    private static func removing(_ path: [String], from object: Value) -> Value {
        object.setting(path[...], to: nil) ?? object
    }

    static func naming(_ candidate: Candidate, generation: String) -> Candidate {
        guard candidate.options.hook != nil, case .object(var root) = candidate.object else { return candidate }
        let name = candidate.identity.name.prefix(longestName - digits - 1)
        var identity = candidate.identity
        identity.name = "\(name)-\(generation)"
        var metadata = root["metadata"]?.object ?? Object()
        metadata["name"] = .string(identity.name)
        root["metadata"] = .object(metadata)
        return candidate.with(identity: identity, object: .object(root))
    }
}
