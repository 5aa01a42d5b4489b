extension BuiltInSchemas {
    /// The types of `apps/v1`, `batch/v1`, `autoscaling/v2` and `policy/v1`.
    static let workloads = #"""
        apps.v1.ControllerRevision @apps/v1/ControllerRevision
          apiVersion:s data:!? kind:s metadata:meta.v1.ObjectMeta*={} revision:n*=0
        apps.v1.DaemonSet @apps/v1/DaemonSet
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.DaemonSetSpec*={} status:.DaemonSetStatus*={}
        apps.v1.DaemonSetCondition
          lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        apps.v1.DaemonSetSpec
          minReadySeconds:n revisionHistoryLimit:n selector:meta.v1.LabelSelector*
          template:core.v1.PodTemplateSpec*={} updateStrategy:.DaemonSetUpdateStrategy*={}
        apps.v1.DaemonSetStatus
          collisionCount:n conditions:[.DaemonSetCondition]map(type)~merge:type currentNumberScheduled:n*=0
          desiredNumberScheduled:n*=0 numberAvailable:n numberMisscheduled:n*=0 numberReady:n*=0 numberUnavailable:n
          observedGeneration:n updatedNumberScheduled:n
        apps.v1.DaemonSetUpdateStrategy
          rollingUpdate:.RollingUpdateDaemonSet type:s
        apps.v1.Deployment @apps/v1/Deployment
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.DeploymentSpec*={} status:.DeploymentStatus*={}
        apps.v1.DeploymentCondition
          lastTransitionTime:u lastUpdateTime:u message:s reason:s status:s*="" type:s*=""
        apps.v1.DeploymentSpec
          minReadySeconds:n paused:b progressDeadlineSeconds:n replicas:n revisionHistoryLimit:n
          selector:meta.v1.LabelSelector* strategy:.DeploymentStrategy*={}~retainKeys
          template:core.v1.PodTemplateSpec*={}
        apps.v1.DeploymentStatus
          availableReplicas:n collisionCount:n conditions:[.DeploymentCondition]map(type)~merge:type
          observedGeneration:n readyReplicas:n replicas:n terminatingReplicas:n unavailableReplicas:n
          updatedReplicas:n
        apps.v1.DeploymentStrategy
          rollingUpdate:.RollingUpdateDeployment type:s
        apps.v1.ReplicaSet @apps/v1/ReplicaSet
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.ReplicaSetSpec*={} status:.ReplicaSetStatus*={}
        apps.v1.ReplicaSetCondition
          lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        apps.v1.ReplicaSetSpec
          minReadySeconds:n replicas:n selector:meta.v1.LabelSelector* template:core.v1.PodTemplateSpec*={}
        apps.v1.ReplicaSetStatus
          availableReplicas:n conditions:[.ReplicaSetCondition]map(type)~merge:type fullyLabeledReplicas:n
          observedGeneration:n readyReplicas:n replicas:n*=0 terminatingReplicas:n
        apps.v1.RollingUpdateDaemonSet
          maxSurge:? maxUnavailable:?
        apps.v1.RollingUpdateDeployment
          maxSurge:? maxUnavailable:?
        apps.v1.RollingUpdateStatefulSetStrategy
          maxUnavailable:? partition:n
        apps.v1.StatefulSet @apps/v1/StatefulSet
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.StatefulSetSpec*={}
          status:.StatefulSetStatus*={}
        apps.v1.StatefulSetCondition
          lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        apps.v1.StatefulSetOrdinals
          start:n
        apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
          whenDeleted:s whenScaled:s
        apps.v1.StatefulSetSpec
          minReadySeconds:n ordinals:.StatefulSetOrdinals
          persistentVolumeClaimRetentionPolicy:.StatefulSetPersistentVolumeClaimRetentionPolicy
          podManagementPolicy:s replicas:n revisionHistoryLimit:n selector:meta.v1.LabelSelector* serviceName:s
          template:core.v1.PodTemplateSpec*={} updateStrategy:.StatefulSetUpdateStrategy*={}
          volumeClaimTemplates:[core.v1.PersistentVolumeClaim]
        apps.v1.StatefulSetStatus
          availableReplicas:n collisionCount:n conditions:[.StatefulSetCondition]map(type)~merge:type
          currentReplicas:n currentRevision:s observedGeneration:n readyReplicas:n replicas:n*=0 updateRevision:s
          updatedReplicas:n
        apps.v1.StatefulSetUpdateStrategy
          rollingUpdate:.RollingUpdateStatefulSetStrategy type:s
        autoscaling.v2.ContainerResourceMetricSource
          container:s*="" name:s*="" target:.MetricTarget*={}
        autoscaling.v2.ContainerResourceMetricStatus
          container:s*="" current:.MetricValueStatus*={} name:s*=""
        autoscaling.v2.CrossVersionObjectReference
          apiVersion:s kind:s*="" name:s*=""
        autoscaling.v2.ExternalMetricSource
          metric:.MetricIdentifier*={} target:.MetricTarget*={}
        autoscaling.v2.ExternalMetricStatus
          current:.MetricValueStatus*={} metric:.MetricIdentifier*={}
        autoscaling.v2.HPAScalingPolicy
          periodSeconds:n*=0 type:s*="" value:n*=0
        autoscaling.v2.HPAScalingRules
          policies:[.HPAScalingPolicy] selectPolicy:s stabilizationWindowSeconds:n tolerance:q
        autoscaling.v2.HorizontalPodAutoscaler @autoscaling/v2/HorizontalPodAutoscaler
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.HorizontalPodAutoscalerSpec*={}
          status:.HorizontalPodAutoscalerStatus*={}
        autoscaling.v2.HorizontalPodAutoscalerBehavior
          scaleDown:.HPAScalingRules scaleUp:.HPAScalingRules
        autoscaling.v2.HorizontalPodAutoscalerCondition
          lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        autoscaling.v2.HorizontalPodAutoscalerSpec
          behavior:.HorizontalPodAutoscalerBehavior maxReplicas:n*=0 metrics:[.MetricSpec] minReplicas:n
          scaleTargetRef:.CrossVersionObjectReference*={}
        autoscaling.v2.HorizontalPodAutoscalerStatus
          conditions:[.HorizontalPodAutoscalerCondition]map(type)~merge:type currentMetrics:[.MetricStatus]
          currentReplicas:n desiredReplicas:n*=0 lastScaleTime:u observedGeneration:n
        autoscaling.v2.MetricIdentifier
          name:s*="" selector:meta.v1.LabelSelector
        autoscaling.v2.MetricSpec
          containerResource:.ContainerResourceMetricSource external:.ExternalMetricSource object:.ObjectMetricSource
          pods:.PodsMetricSource resource:.ResourceMetricSource type:s*=""
        autoscaling.v2.MetricStatus
          containerResource:.ContainerResourceMetricStatus external:.ExternalMetricStatus object:.ObjectMetricStatus
          pods:.PodsMetricStatus resource:.ResourceMetricStatus type:s*=""
        autoscaling.v2.MetricTarget
          averageUtilization:n averageValue:q type:s*="" value:q
        autoscaling.v2.MetricValueStatus
          averageUtilization:n averageValue:q value:q
        autoscaling.v2.ObjectMetricSource
          describedObject:.CrossVersionObjectReference*={} metric:.MetricIdentifier*={} target:.MetricTarget*={}
        autoscaling.v2.ObjectMetricStatus
          current:.MetricValueStatus*={} describedObject:.CrossVersionObjectReference*={}
          metric:.MetricIdentifier*={}
        autoscaling.v2.PodsMetricSource
          metric:.MetricIdentifier*={} target:.MetricTarget*={}
        autoscaling.v2.PodsMetricStatus
          current:.MetricValueStatus*={} metric:.MetricIdentifier*={}
        autoscaling.v2.ResourceMetricSource
          name:s*="" target:.MetricTarget*={}
        autoscaling.v2.ResourceMetricStatus
          current:.MetricValueStatus*={} name:s*=""
        batch.v1.CronJob @batch/v1/CronJob
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.CronJobSpec*={} status:.CronJobStatus*={}
        batch.v1.CronJobSpec
          concurrencyPolicy:s failedJobsHistoryLimit:n jobTemplate:.JobTemplateSpec*={} schedule:s*=""
          startingDeadlineSeconds:n successfulJobsHistoryLimit:n suspend:b timeZone:s
        batch.v1.CronJobStatus
          active:[core.v1.ObjectReference] lastScheduleTime:u lastSuccessfulTime:u
        batch.v1.Job @batch/v1/Job
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.JobSpec*={} status:.JobStatus*={}
        batch.v1.JobCondition
          lastProbeTime:u lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        batch.v1.JobSpec
          activeDeadlineSeconds:n backoffLimit:n backoffLimitPerIndex:n completionMode:s completions:n managedBy:s
          manualSelector:b maxFailedIndexes:n parallelism:n podFailurePolicy:.PodFailurePolicy
          podReplacementPolicy:s selector:meta.v1.LabelSelector successPolicy:.SuccessPolicy suspend:b
          template:core.v1.PodTemplateSpec*={} ttlSecondsAfterFinished:n
        batch.v1.JobStatus
          active:n completedIndexes:s completionTime:u conditions:[.JobCondition]~merge:type failed:n
          failedIndexes:s ready:n startTime:u succeeded:n terminating:n
          uncountedTerminatedPods:.UncountedTerminatedPods
        batch.v1.JobTemplateSpec
          metadata:meta.v1.ObjectMeta*={} spec:.JobSpec*={}
        batch.v1.PodFailurePolicy
          rules:[.PodFailurePolicyRule]*
        batch.v1.PodFailurePolicyOnExitCodesRequirement
          containerName:s operator:s*="" values:[n]set*
        batch.v1.PodFailurePolicyOnPodConditionsPattern
          status:s type:s*=""
        batch.v1.PodFailurePolicyRule
          action:s*="" onExitCodes:.PodFailurePolicyOnExitCodesRequirement
          onPodConditions:[.PodFailurePolicyOnPodConditionsPattern]
        batch.v1.SuccessPolicy
          rules:[.SuccessPolicyRule]*
        batch.v1.SuccessPolicyRule
          succeededCount:n succeededIndexes:s
        batch.v1.UncountedTerminatedPods
          failed:[s]set succeeded:[s]set
        policy.v1.Eviction @policy/v1/Eviction
          apiVersion:s deleteOptions:meta.v1.DeleteOptions kind:s metadata:meta.v1.ObjectMeta*={}
        policy.v1.PodDisruptionBudget @policy/v1/PodDisruptionBudget
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.PodDisruptionBudgetSpec*={}
          status:.PodDisruptionBudgetStatus*={}
        policy.v1.PodDisruptionBudgetSpec
          maxUnavailable:? minAvailable:? selector:meta.v1.LabelSelector~replace unhealthyPodEvictionPolicy:s
        policy.v1.PodDisruptionBudgetStatus
          conditions:[meta.v1.Condition]map(type)~merge:type currentHealthy:n desiredHealthy:n disruptedPods:{u}
          disruptionsAllowed:n expectedPods:n observedGeneration:n
        """#
}
