import Manifests

/// Defaults of the specs of what runs pods: the groups `apps` and `batch`.
enum WorkloadDefaults {
    static func fill(_ spec: inout Object, kind: String) {
        switch kind {
        case "Deployment": deployment(&spec)
        case "ReplicaSet": spec.fill("replicas", 1)
        case "StatefulSet": statefulSet(&spec)
        case "DaemonSet": daemonSet(&spec)
        case "Job": job(&spec)
        case "CronJob": cronJob(&spec)
        default: return
        }
        template(&spec)
    }

    private static func template(_ spec: inout Object) {
        spec.edit("template") { template in
            template.fill("metadata", [:])
            template.edit("spec", PodDefaults.fill)
        }
    }

    private static func deployment(_ spec: inout Object) {
        spec.fill("replicas", 1)
        spec.fill("revisionHistoryLimit", 10)
        spec.fill("progressDeadlineSeconds", 600)
        rolling(&spec, "strategy", ["maxSurge": "25%", "maxUnavailable": "25%"])
    }

    private static func statefulSet(_ spec: inout Object) {
        spec.fill("replicas", 1)
        spec.fill("revisionHistoryLimit", 10)
        spec.fill("podManagementPolicy", "OrderedReady")
        rolling(&spec, "updateStrategy", ["partition": 0])
        spec.fill("persistentVolumeClaimRetentionPolicy", [:])
        spec.edit("persistentVolumeClaimRetentionPolicy") {
            $0.fill("whenDeleted", "Retain")
            $0.fill("whenScaled", "Retain")
        }
        spec.editEach("volumeClaimTemplates") { claim in
            claim.fill("apiVersion", "v1")
            claim.fill("kind", "PersistentVolumeClaim")
            claim.fill("spec", [:])
            claim.edit("spec") { $0.fill("volumeMode", "Filesystem") }
            claim.fill("status", ["phase": "Pending"])
        }
    }

    private static func daemonSet(_ spec: inout Object) {
        spec.fill("revisionHistoryLimit", 10)
        rolling(&spec, "updateStrategy", ["maxSurge": 0, "maxUnavailable": 1])
    }

    /// A strategy, `RollingUpdate` unless another is named.
    private static func rolling(_ spec: inout Object, _ field: String, _ defaults: Object) {
        spec.fill(field, [:])
        spec.edit(field) { strategy in
            strategy.fill("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.fill("rollingUpdate", [:])
            strategy.edit("rollingUpdate") { rolling in
                for member in defaults { rolling.fill(member.key, member.value) }
            }
        }
    }

    private static func job(_ spec: inout Object) {
        if spec["parallelism"] == nil { spec.fill("completions", 1) }
        spec.fill("parallelism", 1)
        spec.fill("backoffLimit", 6)
        spec.fill("completionMode", "NonIndexed")
        spec.fill("suspend", false)
        spec.fill("manualSelector", false)
        spec.fill("podReplacementPolicy", "TerminatingOrFailed")
    }

    private static func cronJob(_ spec: inout Object) {
        spec.fill("concurrencyPolicy", "Allow")
        spec.fill("suspend", false)
        spec.fill("successfulJobsHistoryLimit", 3)
        spec.fill("failedJobsHistoryLimit", 1)
        spec.edit("jobTemplate") { $0.edit("spec", template) }
    }
}
