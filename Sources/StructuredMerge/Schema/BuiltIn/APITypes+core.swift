extension APITypes {
    /// The types of the core group, apart from pods and volumes.
    static let core = #"""
        core/v1.Binding kind=
          metadata:1meta/v1.ObjectMeta target:2.ObjectReference!
        core/v1.ClientIPConfig
          timeoutSeconds:1*i
        core/v1.ComponentCondition
          type:1s! status:2s! message:3s error:4s
        core/v1.ComponentStatus kind=
          metadata:1meta/v1.ObjectMeta conditions:2[.ComponentCondition]map(type)~merge:type
        core/v1.ConfigMap kind=
          metadata:1meta/v1.ObjectMeta immutable:4*b data:2{s} binaryData:3{y}
        core/v1.ConfigMapKeySelector atomic
          ^:1.LocalObjectReference key:2s! optional:3*b
        core/v1.ConfigMapNodeConfigSource
          namespace:1s! name:2s! uid:3s resourceVersion:4s kubeletConfigKey:5s!
        core/v1.DaemonEndpoint
          Port:1i!
        core/v1.EndpointAddress atomic
          ip:1s! hostname:3s nodeName:4*s targetRef:2*.ObjectReference
        core/v1.EndpointPort atomic
          name:1s port:2i! protocol:3s|SCTP,TCP,UDP appProtocol:4*s
        core/v1.EndpointSubset
          addresses:1[.EndpointAddress] notReadyAddresses:2[.EndpointAddress] ports:3[.EndpointPort]
        core/v1.Endpoints kind=
          metadata:1meta/v1.ObjectMeta subsets:2[.EndpointSubset]
        core/v1.Event kind=
          metadata:1meta/v1.ObjectMeta! involvedObject:2.ObjectReference! reason:3s message:4s source:5.EventSource
          firstTimestamp:6T lastTimestamp:7T count:8i type:9s eventTime:10M series:11*.EventSeries action:12s
          related:13*.ObjectReference reportingComponent:14s!? reportingInstance:15s!?
        core/v1.EventSeries
          count:1i lastObservedTime:2M
        core/v1.EventSource
          component:1s host:2s
        core/v1.FileKeySelector atomic
          volumeName:1s! path:2s! key:3s! optional:4*b
        core/v1.HTTPHeader
          name:1s! value:2s!
        core/v1.HostIP
          ip:1s!
        core/v1.KeyToPath
          key:1s! path:2s! mode:3*i
        core/v1.LimitRange kind=
          metadata:1meta/v1.ObjectMeta spec:2.LimitRangeSpec
        core/v1.LimitRangeItem
          type:1s! max:2{Q} min:3{Q} default:4{Q} defaultRequest:5{Q} maxLimitRequestRatio:6{Q}
        core/v1.LimitRangeSpec
          limits:1[.LimitRangeItem]!
        core/v1.LoadBalancerIngress
          ip:1s hostname:2s ipMode:3*s ports:4[.PortStatus]
        core/v1.LoadBalancerStatus
          ingress:1[.LoadBalancerIngress]
        core/v1.LocalObjectReference atomic
          name:1s
        core/v1.Namespace kind=
          metadata:1meta/v1.ObjectMeta spec:2.NamespaceSpec status:3.NamespaceStatus
        core/v1.NamespaceCondition
          type:1s! status:2s! lastTransitionTime:4T reason:5s message:6s
        core/v1.NamespaceSpec
          finalizers:1[s]
        core/v1.NamespaceStatus
          phase:1s conditions:2[.NamespaceCondition]map(type)~merge:type
        core/v1.Node kind=
          metadata:1meta/v1.ObjectMeta spec:2.NodeSpec status:3.NodeStatus
        core/v1.NodeAddress
          type:1s! address:2s!
        core/v1.NodeCondition
          type:1s! status:2s! lastHeartbeatTime:3T lastTransitionTime:4T reason:5s message:6s
        core/v1.NodeConfigSource
          configMap:2*.ConfigMapNodeConfigSource
        core/v1.NodeConfigStatus
          assigned:1*.NodeConfigSource active:2*.NodeConfigSource lastKnownGood:3*.NodeConfigSource error:4s
        core/v1.NodeDaemonEndpoints
          kubeletEndpoint:1.DaemonEndpoint
        core/v1.NodeFeatures
          supplementalGroupsPolicy:1*b
        core/v1.NodeSelector atomic
          nodeSelectorTerms:1[.NodeSelectorTerm]!
        core/v1.NodeSelectorRequirement
          key:1s! operator:2s|DoesNotExist,Exists,Gt,In,Lt,NotIn! values:3[s]
        core/v1.NodeSelectorTerm atomic
          matchExpressions:1[.NodeSelectorRequirement] matchFields:2[.NodeSelectorRequirement]
        core/v1.NodeSpec
          podCIDR:1s podCIDRs:7[s]set~merge providerID:3s unschedulable:4b taints:5[.Taint]
          configSource:6*.NodeConfigSource externalID:2s
        core/v1.NodeStatus
          capacity:1{Q} allocatable:2{Q} phase:3s conditions:4[.NodeCondition]map(type)~merge:type
          addresses:5[.NodeAddress]map(type)~merge:type daemonEndpoints:6.NodeDaemonEndpoints
          nodeInfo:7.NodeSystemInfo images:8[.ContainerImage] volumesInUse:9[s] volumesAttached:10[.AttachedVolume]
          config:11*.NodeConfigStatus runtimeHandlers:12[.NodeRuntimeHandler] features:13*.NodeFeatures
          declaredFeatures:14[s]
        core/v1.NodeSwapStatus
          capacity:1*l
        core/v1.NodeSystemInfo
          machineID:1s! systemUUID:2s! bootID:3s! kernelVersion:4s! osImage:5s! containerRuntimeVersion:6s!
          kubeletVersion:7s! kubeProxyVersion:8s! operatingSystem:9s! architecture:10s! swap:11*.NodeSwapStatus
        core/v1.ObjectFieldSelector atomic
          apiVersion:1s fieldPath:2s!
        core/v1.ObjectReference atomic
          kind:1s namespace:2s name:3s uid:4s apiVersion:5s resourceVersion:6s fieldPath:7s
        core/v1.PortStatus
          port:1i! protocol:2s! error:3*s
        core/v1.PreferredSchedulingTerm
          weight:1i! preference:2.NodeSelectorTerm!
        core/v1.ReplicationController kind=
          metadata:1meta/v1.ObjectMeta spec:2.ReplicationControllerSpec status:3.ReplicationControllerStatus
        core/v1.ReplicationControllerCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        core/v1.ReplicationControllerSpec
          replicas:1*i=1 minReadySeconds:4i selector:2{s}@ template:3*.PodTemplateSpec
        core/v1.ReplicationControllerStatus
          replicas:1i! fullyLabeledReplicas:2i readyReplicas:4i availableReplicas:5i observedGeneration:3l
          conditions:6[.ReplicationControllerCondition]map(type)~merge:type
        core/v1.ResourceFieldSelector atomic
          containerName:1s resource:2s! divisor:3Q
        core/v1.ResourceQuota kind=
          metadata:1meta/v1.ObjectMeta spec:2.ResourceQuotaSpec status:3.ResourceQuotaStatus
        core/v1.ResourceQuotaSpec
          hard:1{Q}
          scopes:2[s|BestEffort,CrossNamespacePodAffinity,NotBestEffort,NotTerminating,PriorityClass,Terminating,VolumeAttributesClass]
          scopeSelector:3*.ScopeSelector
        core/v1.ResourceQuotaStatus
          hard:1{Q} used:2{Q}
        core/v1.ResourceStatus
          name:1s! resources:2[.ResourceHealth]map(resourceID)
        core/v1.ScopeSelector atomic
          matchExpressions:1[.ScopedResourceSelectorRequirement]
        core/v1.ScopedResourceSelectorRequirement
          scopeName:1s|BestEffort,CrossNamespacePodAffinity,NotBestEffort,NotTerminating,PriorityClass,Terminating,VolumeAttributesClass!
          operator:2s|DoesNotExist,Exists,In,NotIn! values:3[s]
        core/v1.Secret kind=
          metadata:1meta/v1.ObjectMeta immutable:5*b data:2{y} stringData:4{s} type:3s
        core/v1.SecretKeySelector atomic
          ^:1.LocalObjectReference key:2s! optional:3*b
        core/v1.SecretReference atomic
          name:1s namespace:2s
        core/v1.Service kind=
          metadata:1meta/v1.ObjectMeta spec:2.ServiceSpec status:3.ServiceStatus
        core/v1.ServiceAccount kind=
          metadata:1meta/v1.ObjectMeta secrets:2[.ObjectReference]map(name)~merge:name
          imagePullSecrets:3[.LocalObjectReference] automountServiceAccountToken:4*b
        core/v1.ServicePort
          name:1s protocol:2s|SCTP,TCP,UDP="TCP" appProtocol:6*s port:3i! targetPort:4O nodePort:5i
        core/v1.ServiceSpec
          ports:1[.ServicePort]map(port,protocol)~merge:port selector:2{s}@ clusterIP:3s clusterIPs:18[s]
          type:4s|ClusterIP,ExternalName,LoadBalancer,NodePort externalIPs:5[s] sessionAffinity:7s|ClientIP,None
          loadBalancerIP:8s loadBalancerSourceRanges:9[s] externalName:10s externalTrafficPolicy:11s|Cluster,Local
          healthCheckNodePort:12i publishNotReadyAddresses:13b sessionAffinityConfig:14*.SessionAffinityConfig
          ipFamilies:19[s|,IPv4,IPv6] ipFamilyPolicy:17*s|PreferDualStack,RequireDualStack,SingleStack
          allocateLoadBalancerNodePorts:20*b loadBalancerClass:21*s internalTrafficPolicy:22*s|Cluster,Local
          trafficDistribution:23*s
        core/v1.ServiceStatus
          loadBalancer:1.LoadBalancerStatus conditions:2[meta/v1.Condition]map(type)~merge:type
        core/v1.Taint
          key:1s! value:2s effect:3s|NoExecute,NoSchedule,PreferNoSchedule! timeAdded:4*T
        core/v1.TypedLocalObjectReference atomic
          apiGroup:1*s!? kind:2s! name:3s!
        core/v1.TypedObjectReference
          apiGroup:1*s!? kind:2s! name:3s! namespace:4*s
        """#
}
