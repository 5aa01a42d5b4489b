import Manifests

extension Planner {
    /// Objects that are to be made anew, and that the cluster would not take, are refused instead.
    func refusals(
        amongRecreationsOf resources: [AdmittedResource], live: LiveState, after dryRuns: [ResourceIdentity: DryRun]
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: DryRun] {
        let anew = resources.compactMap { resource -> (resource: AdmittedResource, live: Value, reason: String)? in
            guard case .immutable(let reason)? = dryRuns[resource.identity],
                let object = live.objects[resource.identity],
                case .recreate = Recreation.action(for: resource, live: object, reason)
            else { return nil }
            return (resource, object, reason)
        }
        let answers = try await Parallel.map(anew, limit: Self.parallelRequests) { change throws(ClusterUnreachable) in
            (
                change.resource.identity,
                try await Recreation.refusal(
                    of: change.resource, live: change.live, because: change.reason, on: cluster)
            )
        }
        return Dictionary(
            answers.compactMap { identity, refusal in refusal.map { (identity, DryRun.refused($0)) } }
        ) { $1 }
    }
}
