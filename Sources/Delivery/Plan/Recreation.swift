import Manifests
import Trust

/// What becomes of a change to a field that cannot be changed.
enum Recreation {
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
            return .refused(reason: "\(reason); to make it anew it would have to be deleted: \(obstacle)")
        }
        if live[path: "metadata", "annotations", ObjectOptions.putBack]?.string == mark(of: resource) {
            return .refused(
                reason: "\(reason); it was deleted to be made anew, which the cluster refused, and put back: change "
                    + "its manifest, or take the annotation '\(ObjectOptions.putBack)' off it to try once more")
        }
        return .recreate(reason: reason)
    }

    // MARK: Trying it out

    /// Tries by a dry run whether the cluster would take what is to be made anew: before anything is deleted, and under
    /// another name, as it bears the old one still.
    ///
    /// What the old object meets under that name as well says nothing of the new one: a name that means something, a
    /// port or an address that is taken, a quota that is full.
    ///
    /// - Returns: why it would not, in the words of a refusal; nil where nothing speaks against it.
    static func refusal(
        of resource: AdmittedResource, live: Value, because reason: String, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> String? {
        let refused = try await trial(of: resource.asDeclared.object, resource, live: live, on: cluster)
        if refused.isEmpty { return nil }
        let met = Set(
            try await trial(of: before(live, resource.identity), resource, live: live, on: cluster))
        let faults = refused.filter { !met.contains($0) }
        if faults.isEmpty { return nil }
        // The server may have said all at once.
        let others = reason.split(separator: "; ").map(String.init).filter { !faults.contains($0) }
        return faults.joined(separator: "; ") + "; it would have to be made anew (\(others.joined(separator: "; "))), "
            + "and is not deleted for what the cluster would refuse"
    }

    /// - Returns: what the cluster has against an object; empty where it would take it.
    private static func trial(
        of object: Value, _ resource: AdmittedResource, live: Value, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> [String] {
        guard var root = withoutTaken(object, resource.identity, live: live).object,
            var metadata = root["metadata"]?.object
        else { return [] }
        let name = trialName(resource.identity.name)
        metadata["name"] = .string(name)
        root["metadata"] = .object(metadata)
        switch try await cluster.apply(.object(root), kind: resource.kind, force: true, dryRun: true) {
        case .applied: return []
        case .conflict(let owners): return ["other managers own \(owners.inWords)"]
        case .refused(let reason), .immutable(let reason), .premature(let reason):
            return reason.replacing(name, with: resource.identity.name).split(separator: "; ").map(String.init)
        }
    }

    /// Names may be as short as 52 bytes (CronJob); one that is long already stays as long as it is.
    private static func trialName(_ name: String) -> String {
        let suffix = "-anew"
        var kept = name.utf8.count <= 40 ? name : String(name.dropLast(suffix.utf8.count))
        // Each part of a name ends with a letter or a digit.
        while let last = kept.last, !last.isLetter && !last.isNumber { kept.removeLast() }
        return kept + suffix
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

    /// The same, to be put back in place of what could not be made of a manifest.
    static func before(_ live: Value, insteadOf resource: AdmittedResource) -> Value {
        let object = before(live, resource.identity)
        guard var root = object.object, var metadata = root["metadata"]?.object else { return object }
        var annotations = metadata["annotations"]?.object ?? Object()
        annotations[ObjectOptions.putBack] = .string(mark(of: resource))
        metadata["annotations"] = .object(annotations)
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    private static func keeping(_ value: Value?, _ isKept: (String) -> Bool) -> Value? {
        value?.object.map { .object(Object($0.filter { isKept($0.key) })) } ?? value
    }

    /// Which manifest it was. The values of a Secret are not to be guessed from it.
    private static func mark(of resource: AdmittedResource) -> String {
        let object = keeping(resource.asDeclared.object) { $0 != "data" && $0 != "stringData" }
        return String(SHA256Digest(of: JSON.write(object ?? .null)).hex.prefix(16))
    }
}
