package import Manifests
package import Measurement

/// Runs the Jobs of checks in the cluster that the release runs in.
package struct ClusterJobs: JobRunner {
    private let cluster: any LiveCluster

    private static let kind = GroupVersionKind(apiVersion: "batch/v1", kind: "Job")
    /// A day: long enough to read what it wrote.
    private static let secondsToKeep: Int64 = 86_400

    package init(cluster: any LiveCluster) { self.cluster = cluster }

    package func outcome(
        of name: String, spec: Value, namespace: String, environment: String
    ) async -> JobOutcome {
        do throws(ClusterUnreachable) {
            switch try await cluster.get(Self.kind, namespace: namespace, name: name) {
            case .object(let job): return Self.outcome(of: job)
            case .unknown(let reason): return .unknown(reason)
            case .absent: break
            }
            let job = Self.job(name, spec, namespace)
            switch try await cluster.apply(job, kind: Self.kind, force: false, dryRun: false) {
            case .applied: return .running
            case .conflict(let fields):
                return .unknown("the Job '\(name)' is another's: \(fields.joined(separator: ", "))")
            case .refused(let reason), .immutable(let reason), .premature(let reason): return .unknown(reason)
            }
        } catch {
            return .unknown("\(error)")
        }
    }

    private static func job(_ name: String, _ spec: Value, _ namespace: String) -> Value {
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
