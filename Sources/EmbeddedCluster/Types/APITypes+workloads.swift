extension APITypes {
    /// Workloads, autoscaling, and what all kinds share.
    static let workloads = #"""
        apps/v1.ControllerRevision
          metadata:1meta/v1.ObjectMeta data:2X revision:3l!
        apps/v1.DaemonSet
          metadata:1meta/v1.ObjectMeta spec:2.DaemonSetSpec status:3.DaemonSetStatus
        apps/v1.DaemonSetCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apps/v1.DaemonSetSpec
          selector:1*meta/v1.LabelSelector! template:2core/v1.PodTemplateSpec!
          updateStrategy:3.DaemonSetUpdateStrategy minReadySeconds:4i revisionHistoryLimit:6*i
        apps/v1.DaemonSetStatus
          currentNumberScheduled:1i! numberMisscheduled:2i! desiredNumberScheduled:3i! numberReady:4i!
          observedGeneration:5l updatedNumberScheduled:6i numberAvailable:7i numberUnavailable:8i collisionCount:9*i
          conditions:10[.DaemonSetCondition]
        apps/v1.DaemonSetUpdateStrategy
          type:1s rollingUpdate:2*.RollingUpdateDaemonSet
        apps/v1.Deployment
          metadata:1meta/v1.ObjectMeta spec:2.DeploymentSpec status:3.DeploymentStatus
        apps/v1.DeploymentCondition
          type:1s! status:2s! lastUpdateTime:6T lastTransitionTime:7T reason:4s message:5s
        apps/v1.DeploymentSpec
          replicas:1*i selector:2*meta/v1.LabelSelector! template:3core/v1.PodTemplateSpec!
          strategy:4.DeploymentStrategy minReadySeconds:5i revisionHistoryLimit:6*i paused:7b
          progressDeadlineSeconds:9*i
        apps/v1.DeploymentStatus
          observedGeneration:1l replicas:2i updatedReplicas:3i readyReplicas:7i availableReplicas:4i
          unavailableReplicas:5i terminatingReplicas:9*i conditions:6[.DeploymentCondition] collisionCount:8*i
        apps/v1.DeploymentStrategy
          type:1s rollingUpdate:2*.RollingUpdateDeployment
        apps/v1.ReplicaSet
          metadata:1meta/v1.ObjectMeta spec:2.ReplicaSetSpec status:3.ReplicaSetStatus
        apps/v1.ReplicaSetCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apps/v1.ReplicaSetSpec
          replicas:1*i minReadySeconds:4i selector:2*meta/v1.LabelSelector! template:3core/v1.PodTemplateSpec
        apps/v1.ReplicaSetStatus
          replicas:1i! fullyLabeledReplicas:2i readyReplicas:4i availableReplicas:5i terminatingReplicas:7*i
          observedGeneration:3l conditions:6[.ReplicaSetCondition]
        apps/v1.RollingUpdateDaemonSet
          maxUnavailable:1*O maxSurge:2*O
        apps/v1.RollingUpdateDeployment
          maxUnavailable:1*O maxSurge:2*O
        apps/v1.RollingUpdateStatefulSetStrategy
          partition:1*i maxUnavailable:2*O
        apps/v1.StatefulSet
          metadata:1meta/v1.ObjectMeta spec:2.StatefulSetSpec status:3.StatefulSetStatus
        apps/v1.StatefulSetCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apps/v1.StatefulSetOrdinals
          start:1i!
        apps/v1.StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted:1s whenScaled:2s
        apps/v1.StatefulSetSpec
          replicas:1*i selector:2*meta/v1.LabelSelector! template:3core/v1.PodTemplateSpec!
          volumeClaimTemplates:4[core/v1.PersistentVolumeClaim] serviceName:5s! podManagementPolicy:6s
          updateStrategy:7.StatefulSetUpdateStrategy revisionHistoryLimit:8*i minReadySeconds:9i
          persistentVolumeClaimRetentionPolicy:10*.StatefulSetPersistentVolumeClaimRetentionPolicy
          ordinals:11*.StatefulSetOrdinals
        apps/v1.StatefulSetStatus
          observedGeneration:1l replicas:2i! readyReplicas:3i currentReplicas:4i updatedReplicas:5i
          currentRevision:6s updateRevision:7s collisionCount:9*i conditions:10[.StatefulSetCondition]
          availableReplicas:11i!
        apps/v1.StatefulSetUpdateStrategy
          type:1s rollingUpdate:2*.RollingUpdateStatefulSetStrategy
        autoscaling/v1.Scale
          metadata:1meta/v1.ObjectMeta spec:2.ScaleSpec status:3.ScaleStatus
        autoscaling/v1.ScaleSpec
          replicas:1i
        autoscaling/v1.ScaleStatus
          replicas:1i! selector:2s
        autoscaling/v2.ContainerResourceMetricSource
          name:1s! target:2.MetricTarget! container:3s!
        autoscaling/v2.ContainerResourceMetricStatus
          name:1s! current:2.MetricValueStatus! container:3s!
        autoscaling/v2.CrossVersionObjectReference
          kind:1s! name:2s! apiVersion:3s
        autoscaling/v2.ExternalMetricSource
          metric:1.MetricIdentifier! target:2.MetricTarget!
        autoscaling/v2.ExternalMetricStatus
          metric:1.MetricIdentifier! current:2.MetricValueStatus!
        autoscaling/v2.HPAScalingPolicy
          type:1s! value:2i! periodSeconds:3i!
        autoscaling/v2.HPAScalingRules
          stabilizationWindowSeconds:3*i selectPolicy:1*s policies:2[.HPAScalingPolicy] tolerance:4*Q
        autoscaling/v2.HorizontalPodAutoscaler
          metadata:1meta/v1.ObjectMeta spec:2.HorizontalPodAutoscalerSpec status:3.HorizontalPodAutoscalerStatus
        autoscaling/v2.HorizontalPodAutoscalerBehavior
          scaleUp:1*.HPAScalingRules scaleDown:2*.HPAScalingRules
        autoscaling/v2.HorizontalPodAutoscalerCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        autoscaling/v2.HorizontalPodAutoscalerSpec
          scaleTargetRef:1.CrossVersionObjectReference! minReplicas:2*i maxReplicas:3i! metrics:4[.MetricSpec]
          behavior:5*.HorizontalPodAutoscalerBehavior
        autoscaling/v2.HorizontalPodAutoscalerStatus
          observedGeneration:1*l lastScaleTime:2*T currentReplicas:3i desiredReplicas:4i!
          currentMetrics:5[.MetricStatus]! conditions:6[.HorizontalPodAutoscalerCondition]
        autoscaling/v2.MetricIdentifier
          name:1s! selector:2*meta/v1.LabelSelector
        autoscaling/v2.MetricSpec
          type:1s! object:2*.ObjectMetricSource pods:3*.PodsMetricSource resource:4*.ResourceMetricSource
          containerResource:7*.ContainerResourceMetricSource external:5*.ExternalMetricSource
        autoscaling/v2.MetricStatus
          type:1s! object:2*.ObjectMetricStatus pods:3*.PodsMetricStatus resource:4*.ResourceMetricStatus
          containerResource:7*.ContainerResourceMetricStatus external:5*.ExternalMetricStatus
        autoscaling/v2.MetricTarget
          type:1s! value:2*Q averageValue:3*Q averageUtilization:4*i
        autoscaling/v2.MetricValueStatus
          value:1*Q averageValue:2*Q averageUtilization:3*i
        autoscaling/v2.ObjectMetricSource
          describedObject:1.CrossVersionObjectReference! target:2.MetricTarget! metric:3.MetricIdentifier!
        autoscaling/v2.ObjectMetricStatus
          metric:1.MetricIdentifier! current:2.MetricValueStatus! describedObject:3.CrossVersionObjectReference!
        autoscaling/v2.PodsMetricSource
          metric:1.MetricIdentifier! target:2.MetricTarget!
        autoscaling/v2.PodsMetricStatus
          metric:1.MetricIdentifier! current:2.MetricValueStatus!
        autoscaling/v2.ResourceMetricSource
          name:1s! target:2.MetricTarget!
        autoscaling/v2.ResourceMetricStatus
          name:1s! current:2.MetricValueStatus!
        batch/v1.CronJob
          metadata:1meta/v1.ObjectMeta spec:2.CronJobSpec status:3.CronJobStatus
        batch/v1.CronJobSpec
          schedule:1s! timeZone:8*s startingDeadlineSeconds:2*l concurrencyPolicy:3s suspend:4*b
          jobTemplate:5.JobTemplateSpec! successfulJobsHistoryLimit:6*i failedJobsHistoryLimit:7*i
        batch/v1.CronJobStatus
          active:1[core/v1.ObjectReference] lastScheduleTime:4*T lastSuccessfulTime:5*T
        batch/v1.Job
          metadata:1meta/v1.ObjectMeta spec:2.JobSpec status:3.JobStatus
        batch/v1.JobCondition
          type:1s! status:2s! lastProbeTime:3T lastTransitionTime:4T reason:5s message:6s
        batch/v1.JobSpec
          parallelism:1*i completions:2*i activeDeadlineSeconds:3*l podFailurePolicy:11*.PodFailurePolicy
          successPolicy:16*.SuccessPolicy backoffLimit:7*i backoffLimitPerIndex:12*i maxFailedIndexes:13*i
          selector:4*meta/v1.LabelSelector manualSelector:5*b template:6core/v1.PodTemplateSpec!
          ttlSecondsAfterFinished:8*i completionMode:9*s suspend:10*b podReplacementPolicy:14*s managedBy:15*s
        batch/v1.JobStatus
          conditions:1[.JobCondition] startTime:2*T completionTime:3*T active:4i succeeded:5i failed:6i
          terminating:11*i completedIndexes:7s failedIndexes:10*s uncountedTerminatedPods:8*.UncountedTerminatedPods
          ready:9*i
        batch/v1.JobTemplateSpec
          metadata:1meta/v1.ObjectMeta spec:2.JobSpec
        batch/v1.PodFailurePolicy
          rules:1[.PodFailurePolicyRule]!
        batch/v1.PodFailurePolicyOnExitCodesRequirement
          containerName:1*s operator:2s! values:3[i]!
        batch/v1.PodFailurePolicyOnPodConditionsPattern
          type:1s! status:2s!
        batch/v1.PodFailurePolicyRule
          action:1s! onExitCodes:2*.PodFailurePolicyOnExitCodesRequirement
          onPodConditions:3[.PodFailurePolicyOnPodConditionsPattern]
        batch/v1.SuccessPolicy
          rules:1[.SuccessPolicyRule]!
        batch/v1.SuccessPolicyRule
          succeededIndexes:1*s succeededCount:2*i
        batch/v1.UncountedTerminatedPods
          succeeded:1[s] failed:2[s]
        meta/v1.Condition
          type:1s! status:2s! observedGeneration:3l lastTransitionTime:4T! reason:5s! message:6s!
        meta/v1.DeleteOptions
          gracePeriodSeconds:1*l preconditions:2*.Preconditions orphanDependents:3*b propagationPolicy:4*s
          dryRun:5[s] ignoreStoreReadErrorWithClusterBreakingPotential:6*b
        meta/v1.FieldSelectorRequirement
          key:1s! operator:2s! values:3[s]
        meta/v1.LabelSelector
          matchLabels:1{s} matchExpressions:2[.LabelSelectorRequirement]
        meta/v1.LabelSelectorRequirement
          key:1s! operator:2s! values:3[s]
        meta/v1.ManagedFieldsEntry
          manager:1s operation:2s apiVersion:3s time:4*T fieldsType:6s fieldsV1:7*X subresource:8s
        meta/v1.ObjectMeta
          name:1s generateName:2s namespace:3s selfLink:4s uid:5s resourceVersion:6s generation:7l
          creationTimestamp:8T~ deletionTimestamp:9*T deletionGracePeriodSeconds:10*l labels:11{s} annotations:12{s}
          ownerReferences:13[.OwnerReference] finalizers:14[s] managedFields:17[.ManagedFieldsEntry]
        meta/v1.OwnerReference
          apiVersion:5s! kind:1s! name:3s! uid:4s! controller:6*b blockOwnerDeletion:7*b
        meta/v1.Preconditions
          uid:1*s resourceVersion:2*s
        """#
}
