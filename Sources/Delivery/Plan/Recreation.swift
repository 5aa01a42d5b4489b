import Manifests
import Trust

/// What becomes of a change to a field that cannot be changed.
enum Recreation {
    static let beforeDeletion = "to make it anew it would have to be deleted: "

    static func action(for resource: AdmittedResource, live: Value?, _ reason: String) -> PlannedChange.Action {
        let kind = resource.identity.groupKind
        if PruneGuard.guarded.contains(kind.description) {
            return .refused(reason: "\(reason); a \(kind.kind) is never recreated, because what is in it would be lost")
        }
        guard let live, resource.options.allowsRecreation else {
            return .refused(
                reason: "\(reason); the annotation '\(ObjectOptions.recreate): allowed' in its manifest lets lockstep "
                    + "delete it and make it anew")
        }
        if let obstacle = PruneGuard.reasonToKeep(live, resource.identity, replacedBy: resource.asDeclared.object) {
            return .refused(reason: "\(reason); \(beforeDeletion)\(obstacle)")
        }
        if let words = wordsOfMark(on: live, for: resource) {
            return .refused(
                reason: "\(reason); it was deleted to be made anew, which the cluster refused\(words), and put back: "
                    + "change its manifest, or take the annotation '\(ObjectOptions.putBack)' off it to try once more")
        }
        return .recreate(reason: reason)
    }

    // MARK: The object of before

    /// Metadata that is not the server's.
    private static let ownMetadata: Set<String> = [
        "name", "namespace", "labels", "annotations", "ownerReferences", "finalizers",
    ]
    /// By which a Job knows its pods, with the uid that it had.
    private static let jobLabels: Set<String> = [
        "controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name",
    ]

    /// An object as it was, without what the server says of it.
    static func before(_ live: Value, _ identity: ResourceIdentity) -> Value {
        guard var root = live.object else { return live }
        root["status"] = nil
        root["metadata"] = keeping(root["metadata"]) { ownMetadata.contains($0) }
        guard var spec = root["spec"]?.object else { return .object(root) }
        switch identity.groupKind.description {
        case "Job.batch" where spec["manualSelector"]?.bool != true:
            spec["selector"] = nil
            if var template = spec["template"]?.object, var metadata = template["metadata"]?.object {
                metadata["labels"] = keeping(metadata["labels"]) { !jobLabels.contains($0) }
                template["metadata"] = .object(metadata)
                spec["template"] = .object(template)
            }
        // The scheduler's choice of then.
        case "Pod": spec["nodeName"] = nil
        default: return .object(root)
        }
        root["spec"] = .object(spec)
        return .object(root)
    }

    private static func keeping(_ value: Value?, _ isKept: (String) -> Bool) -> Value? {
        value?.object.map { .object(Object($0.filter { isKept($0.key) })) } ?? value
    }

    // MARK: Its mark

    /// Characters of the server's words that a mark holds.
    private static let longestWords = 1000

    /// An object of before that bears the mark of having been put back.
    ///
    /// - Parameter fault: what the cluster had against what is declared.
    static func marked(_ object: Value, insteadOf resource: AdmittedResource, because fault: String) -> Value {
        guard var root = object.object, var metadata = root["metadata"]?.object else { return object }
        var annotations = metadata["annotations"]?.object ?? Object()
        annotations[ObjectOptions.putBack] = .string(
            "\(digest(of: resource)): \(fault.prefix(longestWords))")
        metadata["annotations"] = .object(annotations)
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    /// - Returns: what the cluster had against this very manifest, in brackets where it is known; nil where the object
    ///   was not put back in place of it.
    private static func wordsOfMark(on live: Value, for resource: AdmittedResource) -> String? {
        guard let mark = live[path: "metadata", "annotations", ObjectOptions.putBack]?.string,
            mark.hasPrefix(digest(of: resource))
        else { return nil }
        guard let words = mark.firstRange(of: ": ").map({ mark[$0.upperBound...] }) else { return "" }
        return " (\(words))"
    }

    /// Which manifest it was. The values of a Secret are not to be guessed from it.
    private static func digest(of resource: AdmittedResource) -> String {
        let object = keeping(resource.asDeclared.object) { $0 != "data" && $0 != "stringData" }
        return String(SHA256Digest(of: JSON.write(object ?? .null)).hex.prefix(16))
    }
}
