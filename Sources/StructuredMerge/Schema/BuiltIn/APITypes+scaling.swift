extension APITypes {
    /// `autoscaling` and `policy`.
    static let scaling = #"""
        autoscaling/v1.CrossVersionObjectReference atomic
          kind:1s! name:2s! apiVersion:3s
        autoscaling/v1.HorizontalPodAutoscaler kind=autoscaling
          metadata:1meta/v1.ObjectMeta spec:2.HorizontalPodAutoscalerSpec status:3.HorizontalPodAutoscalerStatus
        autoscaling/v1.HorizontalPodAutoscalerSpec
          scaleTargetRef:1.CrossVersionObjectReference! minReplicas:2*i maxReplicas:3i!
          targetCPUUtilizationPercentage:4*i
        autoscaling/v1.HorizontalPodAutoscalerStatus
          observedGeneration:1*l lastScaleTime:2*T currentReplicas:3i! desiredReplicas:4i!
          currentCPUUtilizationPercentage:5*i
        autoscaling/v1.Scale kind=autoscaling
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
        autoscaling/v2.HorizontalPodAutoscaler kind=autoscaling
          metadata:1meta/v1.ObjectMeta spec:2.HorizontalPodAutoscalerSpec+ status:3.HorizontalPodAutoscalerStatus
        autoscaling/v2.HorizontalPodAutoscalerBehavior
          scaleUp:1*.HPAScalingRules scaleDown:2*.HPAScalingRules
        autoscaling/v2.HorizontalPodAutoscalerCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        autoscaling/v2.HorizontalPodAutoscalerSpec
          scaleTargetRef:1.CrossVersionObjectReference! minReplicas:2*i maxReplicas:3i! metrics:4[.MetricSpec]
          behavior:5*.HorizontalPodAutoscalerBehavior
        autoscaling/v2.HorizontalPodAutoscalerStatus
          observedGeneration:1*l lastScaleTime:2*T currentReplicas:3i desiredReplicas:4i!
          currentMetrics:5[.MetricStatus]!? conditions:6[.HorizontalPodAutoscalerCondition]map(type)~merge:type
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
        policy/v1.Eviction kind=policy
          metadata:1meta/v1.ObjectMeta deleteOptions:2*meta/v1.DeleteOptions
        policy/v1.PodDisruptionBudget kind=policy
          metadata:1meta/v1.ObjectMeta spec:2.PodDisruptionBudgetSpec status:3.PodDisruptionBudgetStatus
        policy/v1.PodDisruptionBudgetSpec
          minAvailable:1*O selector:2*meta/v1.LabelSelector~replace maxUnavailable:3*O
          unhealthyPodEvictionPolicy:4*s|AlwaysAllow,IfHealthyBudget
        policy/v1.PodDisruptionBudgetStatus
          observedGeneration:1l disruptedPods:2{T} disruptionsAllowed:3i!? currentHealthy:4i!? desiredHealthy:5i!?
          expectedPods:6i!? conditions:7[meta/v1.Condition]map(type)~merge:type
        """#
}
