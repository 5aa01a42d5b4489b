import Manifests

/// The selector that the server gives a Job, and the labels of its pods: nobody owns them (`generateSelector` of the Job's
/// strategy in k8s.io/kubernetes).
enum JobSelector {
    /// - Parameter job: a new one, with its uid.
    static func fill(_ job: Value) -> Value {
        guard var root = job.object, !(job.spec["manualSelector"]?.bool ?? false) else { return job }
        let uid = Value.string(job.uid ?? "")
        root.edit("spec") { spec in
            spec["selector"] = ["matchLabels": ["batch.kubernetes.io/controller-uid": uid]]
            var template = spec["template"] ?? [:]
            for (key, value) in labels(of: job) { template.setLabel(key, value) }
            spec["template"] = template
        }
        return .object(root)
    }

    static func labels(of job: Value) -> [(key: String, value: String)] {
        let (name, uid) = (job.objectName, job.uid ?? "")
        return [
            ("batch.kubernetes.io/controller-uid", uid), ("batch.kubernetes.io/job-name", name),
            ("controller-uid", uid), ("job-name", name),
        ]
    }
}
