import Manifests

extension Planner {
    /// Objects that are to be made anew are tried out; those that the cluster would not take are refused instead.
    func trials(
        ofRecreationsAmong resources: [AdmittedResource], live: LiveState, after dryRuns: [ResourceIdentity: DryRun]
    ) async throws(ClusterUnreachable) -> [ResourceIdentity: DryRun] {
        let anew = resources.compactMap { resource -> (resource: AdmittedResource, live: Value, reason: String)? in
            guard case .immutable(let reason, _)? = dryRuns[resource.identity],
                let object = live.objects[resource.identity],
                case .recreate = Recreation.action(for: resource, live: object, reason)
            else { return nil }
            return (resource, object, reason)
        }
        let answers = try await Parallel.map(anew, limit: Self.parallelRequests) {
            change throws(ClusterUnreachable) -> (ResourceIdentity, DryRun) in
            let trial = try await Recreation.trial(
                of: change.resource, live: change.live, because: change.reason, on: cluster)
            switch trial {
            case .passed(let object): return (change.resource.identity, .immutable(change.reason, anew: object))
            case .refused(let reason): return (change.resource.identity, .refused(reason))
            }
        }
        return Dictionary(answers) { $1 }
    }
}
