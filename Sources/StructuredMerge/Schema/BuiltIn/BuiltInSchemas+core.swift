extension BuiltInSchemas {
    /// The types of the core group.
    static let core = #"""
        core.v1.Affinity
          nodeAffinity:.NodeAffinity podAffinity:.PodAffinity podAntiAffinity:.PodAntiAffinity
        core.v1.AppArmorProfile
          localhostProfile:s type:s*=""
        core.v1.AttachedVolume
          devicePath:s*="" name:s*=""
        core.v1.Binding @v1/Binding
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} target:.ObjectReference*={}
        core.v1.Capabilities
          add:[s] drop:[s]
        core.v1.ClientIPConfig
          timeoutSeconds:n
        core.v1.ClusterTrustBundleProjection
          labelSelector:meta.v1.LabelSelector name:s optional:b path:s*="" signerName:s
        core.v1.ComponentCondition
          error:s message:s status:s*="" type:s*=""
        core.v1.ComponentStatus @v1/ComponentStatus
          apiVersion:s conditions:[.ComponentCondition]map(type)~merge:type kind:s metadata:meta.v1.ObjectMeta*={}
        core.v1.ConfigMap @v1/ConfigMap
          apiVersion:s binaryData:{s} data:{s} immutable:b kind:s metadata:meta.v1.ObjectMeta*={}
        core.v1.ConfigMapEnvSource
          name:s optional:b
        core.v1.ConfigMapKeySelector !
          key:s*="" name:s optional:b
        core.v1.ConfigMapNodeConfigSource
          kubeletConfigKey:s*="" name:s*="" namespace:s*="" resourceVersion:s uid:s
        core.v1.ConfigMapProjection
          items:[.KeyToPath] name:s optional:b
        core.v1.Container
          args:[s] command:[s] env:[.EnvVar]map(name)~merge:name envFrom:[.EnvFromSource] image:s imagePullPolicy:s
          lifecycle:.Lifecycle livenessProbe:.Probe name:s*=""
          ports:[.ContainerPort]map(containerPort,protocol)~merge:containerPort readinessProbe:.Probe
          resizePolicy:[.ContainerResizePolicy] resources:.ResourceRequirements*={} restartPolicy:s
          restartPolicyRules:[.ContainerRestartRule] securityContext:.SecurityContext startupProbe:.Probe stdin:b
          stdinOnce:b terminationMessagePath:s terminationMessagePolicy:s tty:b
          volumeDevices:[.VolumeDevice]map(devicePath)~merge:devicePath
          volumeMounts:[.VolumeMount]map(mountPath)~merge:mountPath workingDir:s
        core.v1.ContainerExtendedResourceRequest
          containerName:s*="" requestName:s*="" resourceName:s*=""
        core.v1.ContainerImage
          names:[s] sizeBytes:n
        core.v1.ContainerPort
          containerPort:n*=0 hostIP:s hostPort:n name:s protocol:s="TCP"
        core.v1.ContainerResizePolicy
          resourceName:s*="" restartPolicy:s*=""
        core.v1.ContainerRestartRule
          action:s* exitCodes:.ContainerRestartRuleOnExitCodes
        core.v1.ContainerRestartRuleOnExitCodes
          operator:s* values:[n]set
        core.v1.ContainerState
          running:.ContainerStateRunning terminated:.ContainerStateTerminated waiting:.ContainerStateWaiting
        core.v1.ContainerStateRunning
          startedAt:u
        core.v1.ContainerStateTerminated
          containerID:s exitCode:n*=0 finishedAt:u message:s reason:s signal:n startedAt:u
        core.v1.ContainerStateWaiting
          message:s reason:s
        core.v1.ContainerStatus
          allocatedResources:{q} allocatedResourcesStatus:[.ResourceStatus]map(name)~merge:name containerID:s
          image:s*="" imageID:s*="" lastState:.ContainerState*={} name:s*="" ready:b*=false
          resources:.ResourceRequirements restartCount:n*=0 started:b state:.ContainerState*={} stopSignal:s
          user:.ContainerUser volumeMounts:[.VolumeMountStatus]map(mountPath)~merge:mountPath
        core.v1.ContainerUser
          linux:.LinuxContainerUser
        core.v1.DaemonEndpoint
          Port:n*=0
        core.v1.DownwardAPIProjection
          items:[.DownwardAPIVolumeFile]
        core.v1.DownwardAPIVolumeFile
          fieldRef:.ObjectFieldSelector mode:n path:s*="" resourceFieldRef:.ResourceFieldSelector
        core.v1.EndpointAddress !
          hostname:s ip:s*="" nodeName:s targetRef:.ObjectReference
        core.v1.EndpointPort !
          appProtocol:s name:s port:n*=0 protocol:s
        core.v1.EndpointSubset
          addresses:[.EndpointAddress] notReadyAddresses:[.EndpointAddress] ports:[.EndpointPort]
        core.v1.Endpoints @v1/Endpoints
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} subsets:[.EndpointSubset]
        core.v1.EnvFromSource
          configMapRef:.ConfigMapEnvSource prefix:s secretRef:.SecretEnvSource
        core.v1.EnvVar
          name:s*="" value:s valueFrom:.EnvVarSource
        core.v1.EnvVarSource
          configMapKeyRef:.ConfigMapKeySelector fieldRef:.ObjectFieldSelector fileKeyRef:.FileKeySelector
          resourceFieldRef:.ResourceFieldSelector secretKeyRef:.SecretKeySelector
        core.v1.EphemeralContainer
          args:[s] command:[s] env:[.EnvVar]map(name)~merge:name envFrom:[.EnvFromSource] image:s imagePullPolicy:s
          lifecycle:.Lifecycle livenessProbe:.Probe name:s*=""
          ports:[.ContainerPort]map(containerPort,protocol)~merge:containerPort readinessProbe:.Probe
          resizePolicy:[.ContainerResizePolicy] resources:.ResourceRequirements*={} restartPolicy:s
          restartPolicyRules:[.ContainerRestartRule] securityContext:.SecurityContext startupProbe:.Probe stdin:b
          stdinOnce:b targetContainerName:s terminationMessagePath:s terminationMessagePolicy:s tty:b
          volumeDevices:[.VolumeDevice]map(devicePath)~merge:devicePath
          volumeMounts:[.VolumeMount]map(mountPath)~merge:mountPath workingDir:s
        core.v1.Event @v1/Event
          action:s apiVersion:s count:n eventTime:u firstTimestamp:u involvedObject:.ObjectReference*={} kind:s
          lastTimestamp:u message:s metadata:meta.v1.ObjectMeta*={} reason:s related:.ObjectReference
          reportingComponent:s reportingInstance:s series:.EventSeries source:.EventSource*={} type:s
        core.v1.EventSeries
          count:n lastObservedTime:u
        core.v1.EventSource
          component:s host:s
        core.v1.ExecAction
          command:[s]
        core.v1.FileKeySelector !
          key:s*="" optional:b path:s*="" volumeName:s*=""
        core.v1.GRPCAction
          port:n*=0 service:s
        core.v1.HTTPGetAction
          host:s httpHeaders:[.HTTPHeader] path:s port:?* scheme:s
        core.v1.HTTPHeader
          name:s*="" value:s*=""
        core.v1.HostAlias
          hostnames:[s] ip:s*=""
        core.v1.HostIP
          ip:s*=""
        core.v1.ImageVolumeStatus
          imageRef:s*
        core.v1.KeyToPath
          key:s*="" mode:n path:s*=""
        core.v1.Lifecycle
          postStart:.LifecycleHandler preStop:.LifecycleHandler stopSignal:s
        core.v1.LifecycleHandler
          exec:.ExecAction httpGet:.HTTPGetAction sleep:.SleepAction tcpSocket:.TCPSocketAction
        core.v1.LimitRange @v1/LimitRange
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.LimitRangeSpec*={}
        core.v1.LimitRangeItem
          default:{q} defaultRequest:{q} max:{q} maxLimitRequestRatio:{q} min:{q} type:s*=""
        core.v1.LimitRangeSpec
          limits:[.LimitRangeItem]*
        core.v1.LinuxContainerUser
          gid:n*=0 supplementalGroups:[n] uid:n*=0
        core.v1.LoadBalancerIngress
          hostname:s ip:s ipMode:s ports:[.PortStatus]
        core.v1.LoadBalancerStatus
          ingress:[.LoadBalancerIngress]
        core.v1.LocalObjectReference !
          name:s
        core.v1.ModifyVolumeStatus
          status:s*="" targetVolumeAttributesClassName:s
        core.v1.Namespace @v1/Namespace
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.NamespaceSpec*={} status:.NamespaceStatus*={}
        core.v1.NamespaceCondition
          lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        core.v1.NamespaceSpec
          finalizers:[s]
        core.v1.NamespaceStatus
          conditions:[.NamespaceCondition]map(type)~merge:type phase:s
        core.v1.Node @v1/Node
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.NodeSpec*={} status:.NodeStatus*={}
        core.v1.NodeAddress
          address:s*="" type:s*=""
        core.v1.NodeAffinity
          preferredDuringSchedulingIgnoredDuringExecution:[.PreferredSchedulingTerm]
          requiredDuringSchedulingIgnoredDuringExecution:.NodeSelector
        core.v1.NodeAllocatableResourceClaimStatus
          containers:[s]set resourceClaimName:s*="" resources:{q}*
        core.v1.NodeCondition
          lastHeartbeatTime:u lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        core.v1.NodeConfigSource
          configMap:.ConfigMapNodeConfigSource
        core.v1.NodeConfigStatus
          active:.NodeConfigSource assigned:.NodeConfigSource error:s lastKnownGood:.NodeConfigSource
        core.v1.NodeDaemonEndpoints
          kubeletEndpoint:.DaemonEndpoint*={}
        core.v1.NodeFeatures
          supplementalGroupsPolicy:b
        core.v1.NodeRuntimeHandler
          features:.NodeRuntimeHandlerFeatures name:s
        core.v1.NodeRuntimeHandlerFeatures
          recursiveReadOnlyMounts:b userNamespaces:b
        core.v1.NodeSelector !
          nodeSelectorTerms:[.NodeSelectorTerm]*
        core.v1.NodeSelectorRequirement
          key:s*="" operator:s*="" values:[s]
        core.v1.NodeSelectorTerm !
          matchExpressions:[.NodeSelectorRequirement] matchFields:[.NodeSelectorRequirement]
        core.v1.NodeSpec
          configSource:.NodeConfigSource externalID:s podCIDR:s podCIDRs:[s]set~merge providerID:s taints:[.Taint]
          unschedulable:b
        core.v1.NodeStatus
          addresses:[.NodeAddress]map(type)~merge:type allocatable:{q} capacity:{q}
          conditions:[.NodeCondition]map(type)~merge:type config:.NodeConfigStatus
          daemonEndpoints:.NodeDaemonEndpoints*={} declaredFeatures:[s] features:.NodeFeatures
          images:[.ContainerImage] nodeInfo:.NodeSystemInfo*={} phase:s runtimeHandlers:[.NodeRuntimeHandler]
          volumesAttached:[.AttachedVolume] volumesInUse:[s]
        core.v1.NodeSwapStatus
          capacity:n
        core.v1.NodeSystemInfo
          architecture:s*="" bootID:s*="" containerRuntimeVersion:s*="" kernelVersion:s*="" kubeProxyVersion:s*=""
          kubeletVersion:s*="" machineID:s*="" operatingSystem:s*="" osImage:s*="" swap:.NodeSwapStatus
          systemUUID:s*=""
        core.v1.ObjectFieldSelector !
          apiVersion:s fieldPath:s*=""
        core.v1.ObjectReference !
          apiVersion:s fieldPath:s kind:s name:s namespace:s resourceVersion:s uid:s
        core.v1.PersistentVolume @v1/PersistentVolume
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.PersistentVolumeSpec*={}
          status:.PersistentVolumeStatus*={}
        core.v1.PersistentVolumeClaim @v1/PersistentVolumeClaim
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.PersistentVolumeClaimSpec*={}
          status:.PersistentVolumeClaimStatus*={}
        core.v1.PersistentVolumeClaimCondition
          lastProbeTime:u lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        core.v1.PersistentVolumeClaimSpec
          accessModes:[s] dataSource:.TypedLocalObjectReference dataSourceRef:.TypedObjectReference
          resources:.VolumeResourceRequirements*={} selector:meta.v1.LabelSelector storageClassName:s
          volumeAttributesClassName:s volumeMode:s volumeName:s
        core.v1.PersistentVolumeClaimStatus
          accessModes:[s] allocatedResourceStatuses:{s} allocatedResources:{q} capacity:{q}
          conditions:[.PersistentVolumeClaimCondition]map(type)~merge:type currentVolumeAttributesClassName:s
          modifyVolumeStatus:.ModifyVolumeStatus phase:s
        core.v1.PersistentVolumeClaimTemplate
          metadata:meta.v1.ObjectMeta*={} spec:.PersistentVolumeClaimSpec*={}
        core.v1.PersistentVolumeStatus
          lastPhaseTransitionTime:u message:s phase:s reason:s
        core.v1.Pod @v1/Pod
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.PodSpec*={} status:.PodStatus*={}
        core.v1.PodAffinity
          preferredDuringSchedulingIgnoredDuringExecution:[.WeightedPodAffinityTerm]
          requiredDuringSchedulingIgnoredDuringExecution:[.PodAffinityTerm]
        core.v1.PodAffinityTerm
          labelSelector:meta.v1.LabelSelector matchLabelKeys:[s] mismatchLabelKeys:[s]
          namespaceSelector:meta.v1.LabelSelector namespaces:[s] topologyKey:s*=""
        core.v1.PodAntiAffinity
          preferredDuringSchedulingIgnoredDuringExecution:[.WeightedPodAffinityTerm]
          requiredDuringSchedulingIgnoredDuringExecution:[.PodAffinityTerm]
        core.v1.PodCertificateProjection
          certificateChainPath:s credentialBundlePath:s keyPath:s keyType:s* maxExpirationSeconds:n signerName:s*
          userAnnotations:{s}
        core.v1.PodCondition
          lastProbeTime:u lastTransitionTime:u message:s observedGeneration:n reason:s status:s*="" type:s*=""
        core.v1.PodDNSConfig
          nameservers:[s] options:[.PodDNSConfigOption] searches:[s]
        core.v1.PodDNSConfigOption
          name:s value:s
        core.v1.PodExtendedResourceClaimStatus
          requestMappings:[.ContainerExtendedResourceRequest]* resourceClaimName:s*=""
        core.v1.PodIP
          ip:s*=""
        core.v1.PodOS
          name:s*=""
        core.v1.PodReadinessGate
          conditionType:s*=""
        core.v1.PodResourceClaim
          name:s*="" resourceClaimName:s resourceClaimTemplateName:s
        core.v1.PodResourceClaimStatus
          name:s*="" resourceClaimName:s
        core.v1.PodSchedulingGate
          name:s*=""
        core.v1.PodSchedulingGroup
          podGroupName:s
        core.v1.PodSecurityContext
          appArmorProfile:.AppArmorProfile fsGroup:n fsGroupChangePolicy:s runAsGroup:n runAsNonRoot:b runAsUser:n
          seLinuxChangePolicy:s seLinuxOptions:.SELinuxOptions seccompProfile:.SeccompProfile supplementalGroups:[n]
          supplementalGroupsPolicy:s sysctls:[.Sysctl] windowsOptions:.WindowsSecurityContextOptions
        core.v1.PodSpec
          activeDeadlineSeconds:n affinity:.Affinity automountServiceAccountToken:b
          containers:[.Container]map(name)*~merge:name dnsConfig:.PodDNSConfig dnsPolicy:s enableServiceLinks:b
          ephemeralContainers:[.EphemeralContainer]map(name)~merge:name hostAliases:[.HostAlias]map(ip)~merge:ip
          hostIPC:b hostNetwork:b hostPID:b hostUsers:b hostname:s hostnameOverride:s
          imagePullSecrets:[.LocalObjectReference]map(name)~merge:name
          initContainers:[.Container]map(name)~merge:name nodeName:s nodeSelector:{s}! os:.PodOS overhead:{q}
          preemptionPolicy:s priority:n priorityClassName:s readinessGates:[.PodReadinessGate]
          resourceClaims:[.PodResourceClaim]map(name)~merge,retainKeys:name resources:.ResourceRequirements
          restartPolicy:s runtimeClassName:s schedulerName:s
          schedulingGates:[.PodSchedulingGate]map(name)~merge:name schedulingGroup:.PodSchedulingGroup
          securityContext:.PodSecurityContext serviceAccount:s serviceAccountName:s setHostnameAsFQDN:b
          shareProcessNamespace:b subdomain:s terminationGracePeriodSeconds:n tolerations:[.Toleration]
          topologySpreadConstraints:[.TopologySpreadConstraint]map(topologyKey,whenUnsatisfiable)~merge:topologyKey
          volumes:[.Volume]map(name)~merge,retainKeys:name
        core.v1.PodStatus
          allocatedResources:{q} conditions:[.PodCondition]map(type)~merge:type containerStatuses:[.ContainerStatus]
          ephemeralContainerStatuses:[.ContainerStatus] extendedResourceClaimStatus:.PodExtendedResourceClaimStatus
          hostIP:s hostIPs:[.HostIP]~merge:ip initContainerStatuses:[.ContainerStatus] message:s
          nodeAllocatableResourceClaimStatuses:[.NodeAllocatableResourceClaimStatus] nominatedNodeName:s
          observedGeneration:n phase:s podIP:s podIPs:[.PodIP]map(ip)~merge:ip qosClass:s reason:s resize:s
          resourceClaimStatuses:[.PodResourceClaimStatus]map(name)~merge,retainKeys:name
          resources:.ResourceRequirements startTime:u
        core.v1.PodTemplate @v1/PodTemplate
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} template:.PodTemplateSpec*={}
        core.v1.PodTemplateSpec
          metadata:meta.v1.ObjectMeta*={} spec:.PodSpec*={}
        core.v1.PortStatus
          error:s port:n*=0 protocol:s*=""
        core.v1.PreferredSchedulingTerm
          preference:.NodeSelectorTerm*={} weight:n*=0
        core.v1.Probe
          exec:.ExecAction failureThreshold:n grpc:.GRPCAction httpGet:.HTTPGetAction initialDelaySeconds:n
          periodSeconds:n successThreshold:n tcpSocket:.TCPSocketAction terminationGracePeriodSeconds:n
          timeoutSeconds:n
        core.v1.ReplicationController @v1/ReplicationController
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.ReplicationControllerSpec*={}
          status:.ReplicationControllerStatus*={}
        core.v1.ReplicationControllerCondition
          lastTransitionTime:u message:s reason:s status:s*="" type:s*=""
        core.v1.ReplicationControllerSpec
          minReadySeconds:n replicas:n=1 selector:{s}! template:.PodTemplateSpec
        core.v1.ReplicationControllerStatus
          availableReplicas:n conditions:[.ReplicationControllerCondition]map(type)~merge:type
          fullyLabeledReplicas:n observedGeneration:n readyReplicas:n replicas:n*=0
        core.v1.ResourceClaim
          name:s*="" request:s
        core.v1.ResourceFieldSelector !
          containerName:s divisor:q resource:s*=""
        core.v1.ResourceHealth
          health:s message:s resourceID:s*=""
        core.v1.ResourceQuota @v1/ResourceQuota
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.ResourceQuotaSpec*={}
          status:.ResourceQuotaStatus*={}
        core.v1.ResourceQuotaSpec
          hard:{q} scopeSelector:.ScopeSelector scopes:[s]
        core.v1.ResourceQuotaStatus
          hard:{q} used:{q}
        core.v1.ResourceRequirements
          claims:[.ResourceClaim]map(name) limits:{q} requests:{q}
        core.v1.ResourceStatus
          name:s*="" resources:[.ResourceHealth]map(resourceID)
        core.v1.SELinuxOptions
          level:s role:s type:s user:s
        core.v1.ScopeSelector !
          matchExpressions:[.ScopedResourceSelectorRequirement]
        core.v1.ScopedResourceSelectorRequirement
          operator:s*="" scopeName:s*="" values:[s]
        core.v1.SeccompProfile
          localhostProfile:s type:s*=""
        core.v1.Secret @v1/Secret
          apiVersion:s data:{s} immutable:b kind:s metadata:meta.v1.ObjectMeta*={} stringData:{s} type:s
        core.v1.SecretEnvSource
          name:s optional:b
        core.v1.SecretKeySelector !
          key:s*="" name:s optional:b
        core.v1.SecretProjection
          items:[.KeyToPath] name:s optional:b
        core.v1.SecretReference !
          name:s namespace:s
        core.v1.SecurityContext
          allowPrivilegeEscalation:b appArmorProfile:.AppArmorProfile capabilities:.Capabilities privileged:b
          procMount:s readOnlyRootFilesystem:b runAsGroup:n runAsNonRoot:b runAsUser:n
          seLinuxOptions:.SELinuxOptions seccompProfile:.SeccompProfile
          windowsOptions:.WindowsSecurityContextOptions
        core.v1.Service @v1/Service
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.ServiceSpec*={} status:.ServiceStatus*={}
        core.v1.ServiceAccount @v1/ServiceAccount
          apiVersion:s automountServiceAccountToken:b imagePullSecrets:[.LocalObjectReference] kind:s
          metadata:meta.v1.ObjectMeta*={} secrets:[.ObjectReference]map(name)~merge:name
        core.v1.ServiceAccountTokenProjection
          audience:s expirationSeconds:n path:s*=""
        core.v1.ServicePort
          appProtocol:s name:s nodePort:n port:n*=0 protocol:s="TCP" targetPort:?
        core.v1.ServiceSpec
          allocateLoadBalancerNodePorts:b clusterIP:s clusterIPs:[s] externalIPs:[s] externalName:s
          externalTrafficPolicy:s healthCheckNodePort:n internalTrafficPolicy:s ipFamilies:[s] ipFamilyPolicy:s
          loadBalancerClass:s loadBalancerIP:s loadBalancerSourceRanges:[s]
          ports:[.ServicePort]map(port,protocol)~merge:port publishNotReadyAddresses:b selector:{s}!
          sessionAffinity:s sessionAffinityConfig:.SessionAffinityConfig trafficDistribution:s type:s
        core.v1.ServiceStatus
          conditions:[meta.v1.Condition]map(type)~merge:type loadBalancer:.LoadBalancerStatus*={}
        core.v1.SessionAffinityConfig
          clientIP:.ClientIPConfig
        core.v1.SleepAction
          seconds:n*=0
        core.v1.Sysctl
          name:s*="" value:s*=""
        core.v1.TCPSocketAction
          host:s port:?*
        core.v1.Taint
          effect:s*="" key:s*="" timeAdded:u value:s
        core.v1.Toleration
          effect:s key:s operator:s tolerationSeconds:n value:s
        core.v1.TopologySpreadConstraint
          labelSelector:meta.v1.LabelSelector matchLabelKeys:[s] maxSkew:n*=0 minDomains:n nodeAffinityPolicy:s
          nodeTaintsPolicy:s topologyKey:s*="" whenUnsatisfiable:s*=""
        core.v1.TypedLocalObjectReference !
          apiGroup:s kind:s*="" name:s*=""
        core.v1.TypedObjectReference
          apiGroup:s kind:s*="" name:s*="" namespace:s
        core.v1.VolumeDevice
          devicePath:s*="" name:s*=""
        core.v1.VolumeMount
          mountPath:s*="" mountPropagation:s name:s*="" readOnly:b recursiveReadOnly:s subPath:s subPathExpr:s
        core.v1.VolumeMountStatus
          mountPath:s*="" name:s*="" readOnly:b recursiveReadOnly:s volumeStatus:.VolumeStatus
        core.v1.VolumeNodeAffinity
          required:.NodeSelector
        core.v1.VolumeProjection
          clusterTrustBundle:.ClusterTrustBundleProjection configMap:.ConfigMapProjection
          downwardAPI:.DownwardAPIProjection podCertificate:.PodCertificateProjection secret:.SecretProjection
          serviceAccountToken:.ServiceAccountTokenProjection
        core.v1.VolumeResourceRequirements
          limits:{q} requests:{q}
        core.v1.VolumeStatus
          image:.ImageVolumeStatus
        core.v1.WeightedPodAffinityTerm
          podAffinityTerm:.PodAffinityTerm*={} weight:n*=0
        core.v1.WindowsSecurityContextOptions
          gmsaCredentialSpec:s gmsaCredentialSpecName:s hostProcess:b runAsUserName:s
        """#
}
