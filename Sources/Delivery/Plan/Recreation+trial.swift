import Manifests

extension Recreation {
    /// What comes of trying out an object that is to be made anew.
    enum Trial {
        /// Nothing speaks against it; the object as it would be, where that could be seen.
        case passed(Value?)
        case refused(String)
    }

    /// Tries by a dry run whether the cluster would take what is to be made anew: before anything is deleted, and under
    /// another name, as it bears the old one still.
    ///
    /// Only what the name or the old object's presence explains does not count. Whatever else the old object would meet
    /// as well is no excuse: it could not be put back either.
    static func trial(
        of resource: AdmittedResource, live: Value, because reason: String, on cluster: any LiveCluster
    ) async throws(ClusterUnreachable) -> Trial {
        if let obstacle = try await PruneGuard.reasonToKeep(live, replacedBy: resource, on: cluster) {
            return .refused("\(reason); \(beforeDeletion)\(obstacle)")
        }
        let declared = named(resource.asDeclared.object, resource.identity, live: live)
        let answer = try await cluster.apply(declared, kind: resource.kind, force: true, dryRun: true)
        if case .applied(let object) = answer { return .passed(object) }
        let refused = faults(answer, resource.identity)
        if refused.allSatisfy(mayBeOfTheTrial) {
            let old = named(before(live, resource.identity), resource.identity, live: live)
            let met = faults(
                try await cluster.create(old, kind: resource.kind, manager: manager, dryRun: true), resource.identity)
            if refused.allSatisfy({ isOfTheTrial($0, met: met) }) { return .passed(nil) }
        }
        // The server may have said all at once.
        let others = reason.split(separator: "; ").map(String.init).filter { !refused.contains($0) }
        return .refused(
            refused.joined(separator: "; ") + "; it would have to be made anew (\(others.joined(separator: "; "))), "
                + "and is not deleted for what the cluster would refuse")
    }

    // MARK: Faults

    /// What the cluster has against an object; empty where it would take it.
    private static func faults(_ answer: ApplyAnswer, _ identity: ResourceIdentity) -> [String] {
        switch answer {
        case .applied: []
        case .conflict(let owners): ["other managers own \(owners.inWords)"]
        case .refused(let reason), .unavailable(let reason), .immutable(let reason), .premature(let reason):
            reason.replacing(trialName(identity.name), with: identity.name).split(separator: "; ").map(String.init)
        }
    }

    /// Whether a fault may come from the trial's own name, or from the old object's share of a quota.
    private static func mayBeOfTheTrial(_ fault: String) -> Bool {
        fault.hasPrefix("metadata.name:") || ExceededQuota(fault) != nil
    }

    /// - Parameter met: what the cluster has against another like the old object.
    private static func isOfTheTrial(_ fault: String, met: [String]) -> Bool {
        guard let quota = ExceededQuota(fault) else { return met.contains(fault) }
        return met.compactMap(ExceededQuota.init).contains(where: quota.isMet)
    }

    // MARK: Names

    /// An object under the name that it is tried by.
    private static func named(_ object: Value, _ identity: ResourceIdentity, live: Value) -> Value {
        guard var root = withoutTaken(object, identity, live: live).object, var metadata = root["metadata"]?.object
        else { return object }
        metadata["name"] = .string(trialName(identity.name))
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    /// Names may be as short as 52 bytes (CronJob); one that is long already stays as long as it is.
    static func trialName(_ name: String) -> String {
        let suffix = "-anew"
        var kept = name.utf8.count <= 40 ? name : String(name.dropLast(suffix.utf8.count))
        // Each part of a name ends with a letter or a digit.
        while let last = kept.last, !last.isLetter && !last.isNumber { kept.removeLast() }
        return kept + suffix
    }
}
