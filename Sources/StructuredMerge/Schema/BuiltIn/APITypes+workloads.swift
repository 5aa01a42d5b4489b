extension APITypes {
    /// `apps` and `batch`.
    static let workloads = #"""
        apps/v1.ControllerRevision kind=apps
          metadata:1meta/v1.ObjectMeta data:2X revision:3l!
        apps/v1.DaemonSet kind=apps
          metadata:1meta/v1.ObjectMeta spec:2.DaemonSetSpec status:3.DaemonSetStatus
        apps/v1.DaemonSetCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apps/v1.DaemonSetSpec
          selector:1*meta/v1.LabelSelector! template:2core/v1.PodTemplateSpec!
          updateStrategy:3.DaemonSetUpdateStrategy minReadySeconds:4i revisionHistoryLimit:6*i
        apps/v1.DaemonSetStatus
          currentNumberScheduled:1i! numberMisscheduled:2i! desiredNumberScheduled:3i! numberReady:4i!
          observedGeneration:5l updatedNumberScheduled:6i numberAvailable:7i numberUnavailable:8i collisionCount:9*i
          conditions:10[.DaemonSetCondition]map(type)~merge:type
        apps/v1.DaemonSetUpdateStrategy
          type:1s|OnDelete,RollingUpdate rollingUpdate:2*.RollingUpdateDaemonSet
        apps/v1.Deployment kind=apps
          metadata:1meta/v1.ObjectMeta spec:2.DeploymentSpec status:3.DeploymentStatus
        apps/v1.DeploymentCondition
          type:1s! status:2s! lastUpdateTime:6T lastTransitionTime:7T reason:4s message:5s
        apps/v1.DeploymentSpec
          replicas:1*i selector:2*meta/v1.LabelSelector! template:3core/v1.PodTemplateSpec!
          strategy:4.DeploymentStrategy~retainKeys minReadySeconds:5i revisionHistoryLimit:6*i paused:7b
          progressDeadlineSeconds:9*i
        apps/v1.DeploymentStatus
          observedGeneration:1l replicas:2i updatedReplicas:3i readyReplicas:7i availableReplicas:4i
          unavailableReplicas:5i terminatingReplicas:9*i conditions:6[.DeploymentCondition]map(type)~merge:type
          collisionCount:8*i
        apps/v1.DeploymentStrategy
          type:1s|Recreate,RollingUpdate rollingUpdate:2*.RollingUpdateDeployment
        apps/v1.ReplicaSet kind=apps
          metadata:1meta/v1.ObjectMeta spec:2.ReplicaSetSpec status:3.ReplicaSetStatus
        apps/v1.ReplicaSetCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apps/v1.ReplicaSetSpec
          replicas:1*i minReadySeconds:4i selector:2*meta/v1.LabelSelector! template:3core/v1.PodTemplateSpec
        apps/v1.ReplicaSetStatus
          replicas:1i! fullyLabeledReplicas:2i readyReplicas:4i availableReplicas:5i terminatingReplicas:7*i
          observedGeneration:3l conditions:6[.ReplicaSetCondition]map(type)~merge:type
        apps/v1.RollingUpdateDaemonSet
          maxUnavailable:1*O maxSurge:2*O
        apps/v1.RollingUpdateDeployment
          maxUnavailable:1*O maxSurge:2*O
        apps/v1.RollingUpdateStatefulSetStrategy
          partition:1*i maxUnavailable:2*O
        apps/v1.StatefulSet kind=apps
          metadata:1meta/v1.ObjectMeta spec:2.StatefulSetSpec status:3.StatefulSetStatus
        apps/v1.StatefulSetCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apps/v1.StatefulSetOrdinals
          start:1i!?
        apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted:1s whenScaled:2s
        apps/v1.StatefulSetSpec
          replicas:1*i selector:2*meta/v1.LabelSelector! template:3core/v1.PodTemplateSpec!
          volumeClaimTemplates:4[core/v1.PersistentVolumeClaim] serviceName:5s!?
          podManagementPolicy:6s|OrderedReady,Parallel updateStrategy:7.StatefulSetUpdateStrategy
          revisionHistoryLimit:8*i minReadySeconds:9i
          persistentVolumeClaimRetentionPolicy:10*.StatefulSetPersistentVolumeClaimRetentionPolicy
          ordinals:11*.StatefulSetOrdinals
        apps/v1.StatefulSetStatus
          observedGeneration:1l replicas:2i! readyReplicas:3i currentReplicas:4i updatedReplicas:5i currentRevision:6s
          updateRevision:7s collisionCount:9*i conditions:10[.StatefulSetCondition]map(type)~merge:type
          availableReplicas:11i!?
        apps/v1.StatefulSetUpdateStrategy
          type:1s|OnDelete,RollingUpdate rollingUpdate:2*.RollingUpdateStatefulSetStrategy
        batch/v1.CronJob kind=batch
          metadata:1meta/v1.ObjectMeta spec:2.CronJobSpec+ status:3.CronJobStatus
        batch/v1.CronJobSpec
          schedule:1s! timeZone:8*s startingDeadlineSeconds:2*l concurrencyPolicy:3s|Allow,Forbid,Replace suspend:4*b
          jobTemplate:5.JobTemplateSpec! successfulJobsHistoryLimit:6*i failedJobsHistoryLimit:7*i
        batch/v1.CronJobStatus
          active:1[core/v1.ObjectReference] lastScheduleTime:4*T lastSuccessfulTime:5*T
        batch/v1.Job kind=batch
          metadata:1meta/v1.ObjectMeta spec:2.JobSpec status:3.JobStatus
        batch/v1.JobCondition
          type:1s! status:2s! lastProbeTime:3T lastTransitionTime:4T reason:5s message:6s
        batch/v1.JobSpec
          parallelism:1*i completions:2*i activeDeadlineSeconds:3*l podFailurePolicy:11*.PodFailurePolicy
          successPolicy:16*.SuccessPolicy backoffLimit:7*i backoffLimitPerIndex:12*i maxFailedIndexes:13*i
          selector:4*meta/v1.LabelSelector manualSelector:5*b template:6core/v1.PodTemplateSpec!
          ttlSecondsAfterFinished:8*i completionMode:9*s|Indexed,NonIndexed suspend:10*b
          podReplacementPolicy:14*s|Failed,TerminatingOrFailed managedBy:15*s
        batch/v1.JobStatus
          conditions:1[.JobCondition]~merge:type startTime:2*T completionTime:3*T active:4i succeeded:5i failed:6i
          terminating:11*i completedIndexes:7s failedIndexes:10*s uncountedTerminatedPods:8*.UncountedTerminatedPods
          ready:9*i
        batch/v1.JobTemplateSpec
          metadata:1meta/v1.ObjectMeta spec:2.JobSpec
        batch/v1.PodFailurePolicy
          rules:1[.PodFailurePolicyRule]!
        batch/v1.PodFailurePolicyOnExitCodesRequirement
          containerName:1*s operator:2s|In,NotIn! values:3[i]set!
        batch/v1.PodFailurePolicyOnPodConditionsPattern
          type:1s! status:2s!?
        batch/v1.PodFailurePolicyRule
          action:1s|Count,FailIndex,FailJob,Ignore! onExitCodes:2*.PodFailurePolicyOnExitCodesRequirement
          onPodConditions:3[.PodFailurePolicyOnPodConditionsPattern]
        batch/v1.SuccessPolicy
          rules:1[.SuccessPolicyRule]!
        batch/v1.SuccessPolicyRule
          succeededIndexes:1*s succeededCount:2*i
        batch/v1.UncountedTerminatedPods
          succeeded:1[s]set failed:2[s]set
        """#
}
