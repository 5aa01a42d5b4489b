package import Manifests
package import Measurement

/// Runs the Jobs of checks in the cluster that the release runs in.
package struct ClusterJobs: JobRunner {
    private let cluster: any LiveCluster
    private let isApplied: Bool
    private let review: @Sendable (Value) async -> JobReview

    static let kind = GroupVersionKind(apiVersion: "batch/v1", kind: "Job")
    /// A day: long enough to read what it wrote.
    private static let secondsToKeep: Int64 = 86_400

    /// - Parameters:
    ///   - isApplied: whether the cluster runs the manifests that the checks belong to, admitted.
    ///   - review: lets a Job run that is not there yet.
    package init(
        cluster: any LiveCluster, isApplied: Bool, review: @escaping @Sendable (Value) async -> JobReview
    ) {
        self.cluster = cluster
        self.isApplied = isApplied
        self.review = review
    }

    package func outcome(
        of name: String, spec: Value, namespace: String, environment: String
    ) async -> JobOutcome {
        do throws(ClusterUnreachable) {
            switch try await cluster.get(Self.kind, namespace: namespace, name: name) {
            case .object(let job): return Self.outcome(of: job)
            case .unknown(let reason): return .unknown(reason)
            case .absent: break
            }
            // What the cluster does not run yet cannot be tried, and what was not admitted must not run a Job either.
            guard isApplied else { return .waiting("the cluster does not run the step's manifests yet") }
            let job: Value
            switch await review(Self.job(name, spec, namespace)) {
            case .admitted(let admitted): job = admitted
            case .refused(let reason): return .unknown(reason)
            }
            switch try await cluster.apply(job, kind: Self.kind, force: false, dryRun: false) {
            case .applied: return .running
            case .conflict(let fields):
                return .unknown("the Job '\(name)' is another's: \(fields.inWords)")
            case .refused(let reason), .unavailable(let reason), .immutable(let reason), .premature(let reason):
                return .unknown(reason)
            }
        } catch {
            return .unknown("\(error)")
        }
    }

    static func job(_ name: String, _ spec: Value, _ namespace: String) -> Value {
        var object = spec.object ?? Object()
        if object["backoffLimit"] == nil { object["backoffLimit"] = 0 }
        if object["ttlSecondsAfterFinished"] == nil { object["ttlSecondsAfterFinished"] = .integer(secondsToKeep) }
        var pod = object["template"]?.object ?? Object()
        var podSpec = pod["spec"]?.object ?? Object()
        if podSpec["restartPolicy"] == nil { podSpec["restartPolicy"] = "Never" }
        pod["spec"] = .object(podSpec)
        object["template"] = .object(pod)
        return [
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": .object(object),
        ]
    }

    private static func outcome(of job: Value) -> JobOutcome {
        let conditions = job[path: "status", "conditions"]?.array ?? []
        for condition in conditions where condition["status"]?.string == "True" {
            switch condition["type"]?.string {
            case "Complete": return .succeeded
            case "Failed":
                let words = [condition["reason"]?.string, condition["message"]?.string].compactMap(\.self)
                return .failed(words.joined(separator: ": "))
            default: continue
            }
        }
        return .running
    }
}
