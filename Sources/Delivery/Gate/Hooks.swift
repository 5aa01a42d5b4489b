import Manifests
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
            bytes += JSON.canonical(candidate.object)
        }
        return String(SHA256Digest(of: bytes).hex.prefix(digits))
    }

    static func naming(_ candidate: Candidate, generation: String) -> Candidate {
        guard candidate.options.hook != nil, case .object(var root) = candidate.object else { return candidate }
        var result = candidate
        let name = candidate.identity.name.prefix(longestName - digits - 1)
        result.identity.name = "\(name)-\(generation)"
        var metadata = root["metadata"]?.object ?? Object()
        metadata["name"] = .string(result.identity.name)
        root["metadata"] = .object(metadata)
        result.object = .object(root)
        return result
    }
}
