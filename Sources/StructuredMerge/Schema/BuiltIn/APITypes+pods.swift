extension APITypes {
    /// Pods and what they are made of.
    static let pods = #"""
        core/v1.Affinity
          nodeAffinity:1*.NodeAffinity podAffinity:2*.PodAffinity podAntiAffinity:3*.PodAntiAffinity
        core/v1.AppArmorProfile
          type:1s|Localhost,RuntimeDefault,Unconfined! localhostProfile:2*s
        core/v1.Capabilities
          add:1[s] drop:2[s]
        core/v1.ConfigMapEnvSource
          ^:1.LocalObjectReference optional:2*b
        core/v1.Container
          name:1s! image:2s command:3[s] args:4[s] workingDir:5s
          ports:6[.ContainerPort]map(containerPort,protocol)~merge:containerPort envFrom:19[.EnvFromSource]
          env:7[.EnvVar]map(name)~merge:name resources:8.ResourceRequirements resizePolicy:23[.ContainerResizePolicy]
          restartPolicy:24*s restartPolicyRules:25[.ContainerRestartRule]
          volumeMounts:9[.VolumeMount]map(mountPath)~merge:mountPath
          volumeDevices:21[.VolumeDevice]map(devicePath)~merge:devicePath livenessProbe:10*.Probe
          readinessProbe:11*.Probe startupProbe:22*.Probe lifecycle:12*.Lifecycle terminationMessagePath:13s
          terminationMessagePolicy:20s|FallbackToLogsOnError,File imagePullPolicy:14s|Always,IfNotPresent,Never
          securityContext:15*.SecurityContext stdin:16b stdinOnce:17b tty:18b
        core/v1.ContainerExtendedResourceRequest
          containerName:1s! resourceName:2s! requestName:3s!
        core/v1.ContainerImage
          names:1[s]!? sizeBytes:2l
        core/v1.ContainerPort
          name:1s hostPort:2i containerPort:3i! protocol:4s|SCTP,TCP,UDP="TCP" hostIP:5s
        core/v1.ContainerResizePolicy
          resourceName:1s! restartPolicy:2s!
        core/v1.ContainerRestartRule
          action:1s+ exitCodes:2*.ContainerRestartRuleOnExitCodes
        core/v1.ContainerRestartRuleOnExitCodes
          operator:1s+ values:2[i]set
        core/v1.ContainerState
          waiting:1*.ContainerStateWaiting running:2*.ContainerStateRunning terminated:3*.ContainerStateTerminated
        core/v1.ContainerStateRunning
          startedAt:1T
        core/v1.ContainerStateTerminated
          exitCode:1i! signal:2i reason:3s message:4s startedAt:5T finishedAt:6T containerID:7s
        core/v1.ContainerStateWaiting
          reason:1s message:2s
        core/v1.ContainerStatus
          name:1s! state:2.ContainerState lastState:3.ContainerState ready:4b! restartCount:5i! image:6s! imageID:7s!
          containerID:8s started:9*b allocatedResources:10{Q} resources:11*.ResourceRequirements
          volumeMounts:12[.VolumeMountStatus]map(mountPath)~merge:mountPath user:13*.ContainerUser
          allocatedResourcesStatus:14[.ResourceStatus]map(name)~merge:name stopSignal:15*s
        core/v1.ContainerUser
          linux:1*.LinuxContainerUser
        core/v1.EnvFromSource
          prefix:1s configMapRef:2*.ConfigMapEnvSource secretRef:3*.SecretEnvSource
        core/v1.EnvVar
          name:1s! value:2s valueFrom:3*.EnvVarSource
        core/v1.EnvVarSource
          fieldRef:1*.ObjectFieldSelector resourceFieldRef:2*.ResourceFieldSelector
          configMapKeyRef:3*.ConfigMapKeySelector secretKeyRef:4*.SecretKeySelector fileKeyRef:5*.FileKeySelector
        core/v1.EphemeralContainer
          ^:1.EphemeralContainerCommon targetContainerName:2s
        core/v1.EphemeralContainerCommon
          name:1s! image:2s command:3[s] args:4[s] workingDir:5s
          ports:6[.ContainerPort]map(containerPort,protocol)~merge:containerPort envFrom:19[.EnvFromSource]
          env:7[.EnvVar]map(name)~merge:name resources:8.ResourceRequirements resizePolicy:23[.ContainerResizePolicy]
          restartPolicy:24*s restartPolicyRules:25[.ContainerRestartRule]
          volumeMounts:9[.VolumeMount]map(mountPath)~merge:mountPath
          volumeDevices:21[.VolumeDevice]map(devicePath)~merge:devicePath livenessProbe:10*.Probe
          readinessProbe:11*.Probe startupProbe:22*.Probe lifecycle:12*.Lifecycle terminationMessagePath:13s
          terminationMessagePolicy:20s|FallbackToLogsOnError,File imagePullPolicy:14s|Always,IfNotPresent,Never
          securityContext:15*.SecurityContext stdin:16b stdinOnce:17b tty:18b
        core/v1.ExecAction
          command:1[s]
        core/v1.GRPCAction
          port:1i! service:2*s!?
        core/v1.HTTPGetAction
          path:1s port:2O! host:3s scheme:4s|HTTP,HTTPS httpHeaders:5[.HTTPHeader]
        core/v1.HostAlias
          ip:1s! hostnames:2[s]
        core/v1.Lifecycle
          postStart:1*.LifecycleHandler preStop:2*.LifecycleHandler stopSignal:3*s
        core/v1.LifecycleHandler
          exec:1*.ExecAction httpGet:2*.HTTPGetAction tcpSocket:3*.TCPSocketAction sleep:4*.SleepAction
        core/v1.LinuxContainerUser
          uid:1l! gid:2l! supplementalGroups:3[l]
        core/v1.NodeAffinity
          requiredDuringSchedulingIgnoredDuringExecution:1*.NodeSelector
          preferredDuringSchedulingIgnoredDuringExecution:2[.PreferredSchedulingTerm]
        core/v1.NodeAllocatableResourceClaimStatus
          resourceClaimName:1s! containers:2[s]set resources:3{Q}!
        core/v1.NodeRuntimeHandler
          name:1s!? features:2*.NodeRuntimeHandlerFeatures
        core/v1.NodeRuntimeHandlerFeatures
          recursiveReadOnlyMounts:1*b userNamespaces:2*b
        core/v1.Pod kind=
          metadata:1meta/v1.ObjectMeta spec:2.PodSpec status:3.PodStatus
        core/v1.PodAffinity
          requiredDuringSchedulingIgnoredDuringExecution:1[.PodAffinityTerm]
          preferredDuringSchedulingIgnoredDuringExecution:2[.WeightedPodAffinityTerm]
        core/v1.PodAffinityTerm
          labelSelector:1*meta/v1.LabelSelector namespaces:2[s] topologyKey:3s!
          namespaceSelector:4*meta/v1.LabelSelector matchLabelKeys:5[s] mismatchLabelKeys:6[s]
        core/v1.PodAntiAffinity
          requiredDuringSchedulingIgnoredDuringExecution:1[.PodAffinityTerm]
          preferredDuringSchedulingIgnoredDuringExecution:2[.WeightedPodAffinityTerm]
        core/v1.PodCondition
          type:1s! observedGeneration:7l status:2s! lastProbeTime:3T lastTransitionTime:4T reason:5s message:6s
        core/v1.PodDNSConfig
          nameservers:1[s] searches:2[s] options:3[.PodDNSConfigOption]
        core/v1.PodDNSConfigOption
          name:1s value:2*s
        core/v1.PodExtendedResourceClaimStatus
          requestMappings:1[.ContainerExtendedResourceRequest]! resourceClaimName:2s!
        core/v1.PodIP
          ip:1s!
        core/v1.PodOS
          name:1s!
        core/v1.PodReadinessGate
          conditionType:1s!
        core/v1.PodResourceClaim
          name:1s! resourceClaimName:3*s resourceClaimTemplateName:4*s
        core/v1.PodResourceClaimStatus
          name:1s! resourceClaimName:2*s
        core/v1.PodSchedulingGate
          name:1s!
        core/v1.PodSchedulingGroup
          podGroupName:1*s
        core/v1.PodSecurityContext
          seLinuxOptions:1*.SELinuxOptions windowsOptions:8*.WindowsSecurityContextOptions runAsUser:2*l
          runAsGroup:6*l runAsNonRoot:3*b supplementalGroups:4[l] supplementalGroupsPolicy:12*s|Merge,Strict
          fsGroup:5*l sysctls:7[.Sysctl] fsGroupChangePolicy:9*s|Always,OnRootMismatch
          seccompProfile:10*.SeccompProfile appArmorProfile:11*.AppArmorProfile seLinuxChangePolicy:13*s
        core/v1.PodSpec
          volumes:1[.Volume]map(name)~merge,retainKeys:name initContainers:20[.Container]map(name)~merge:name
          containers:2[.Container]map(name)!~merge:name
          ephemeralContainers:34[.EphemeralContainer]map(name)~merge:name restartPolicy:3s|Always,Never,OnFailure
          terminationGracePeriodSeconds:4*l activeDeadlineSeconds:5*l
          dnsPolicy:6s|ClusterFirst,ClusterFirstWithHostNet,Default,None nodeSelector:7{s}@ serviceAccountName:8s
          serviceAccount:9s automountServiceAccountToken:21*b nodeName:10s hostNetwork:11b hostPID:12b hostIPC:13b
          shareProcessNamespace:27*b securityContext:14*.PodSecurityContext
          imagePullSecrets:15[.LocalObjectReference]map(name)~merge:name hostname:16s subdomain:17s
          affinity:18*.Affinity schedulerName:19s tolerations:22[.Toleration]
          hostAliases:23[.HostAlias]map(ip)~merge:ip priorityClassName:24s priority:25*i dnsConfig:26*.PodDNSConfig
          readinessGates:28[.PodReadinessGate] runtimeClassName:29*s enableServiceLinks:30*b
          preemptionPolicy:31*s|Never,PreemptLowerPriority overhead:32{Q}
          topologySpreadConstraints:33[.TopologySpreadConstraint]map(topologyKey,whenUnsatisfiable)~merge:topologyKey
          setHostnameAsFQDN:35*b os:36*.PodOS hostUsers:37*b
          schedulingGates:38[.PodSchedulingGate]map(name)~merge:name
          resourceClaims:39[.PodResourceClaim]map(name)~merge,retainKeys:name resources:40*.ResourceRequirements
          hostnameOverride:41*s schedulingGroup:43*.PodSchedulingGroup
        core/v1.PodStatus
          observedGeneration:17l phase:1s conditions:2[.PodCondition]map(type)~merge:type message:3s reason:4s
          nominatedNodeName:11s hostIP:5s hostIPs:16[.HostIP]~merge:ip podIP:6s podIPs:12[.PodIP]map(ip)~merge:ip
          startTime:7*T initContainerStatuses:10[.ContainerStatus] containerStatuses:8[.ContainerStatus] qosClass:9s
          ephemeralContainerStatuses:13[.ContainerStatus] resize:14s
          resourceClaimStatuses:15[.PodResourceClaimStatus]map(name)~merge,retainKeys:name
          extendedResourceClaimStatus:18*.PodExtendedResourceClaimStatus allocatedResources:19{Q}
          resources:20*.ResourceRequirements
          nodeAllocatableResourceClaimStatuses:21[.NodeAllocatableResourceClaimStatus]
        core/v1.PodTemplate kind=
          metadata:1meta/v1.ObjectMeta template:2.PodTemplateSpec
        core/v1.PodTemplateSpec
          metadata:1meta/v1.ObjectMeta spec:2.PodSpec
        core/v1.Probe
          ^:1.ProbeHandler initialDelaySeconds:2i timeoutSeconds:3i periodSeconds:4i successThreshold:5i
          failureThreshold:6i terminationGracePeriodSeconds:7*l
        core/v1.ProbeHandler
          exec:1*.ExecAction httpGet:2*.HTTPGetAction tcpSocket:3*.TCPSocketAction grpc:4*.GRPCAction
        core/v1.ResourceClaim
          name:1s! request:2s
        core/v1.ResourceHealth
          resourceID:1s! health:2s message:6*s
        core/v1.ResourceRequirements
          limits:1{Q} requests:2{Q} claims:3[.ResourceClaim]map(name)
        core/v1.SELinuxOptions
          user:1s role:2s type:3s level:4s
        core/v1.SeccompProfile
          type:1s|Localhost,RuntimeDefault,Unconfined! localhostProfile:2*s
        core/v1.SecretEnvSource
          ^:1.LocalObjectReference optional:2*b
        core/v1.SecurityContext
          capabilities:1*.Capabilities privileged:2*b seLinuxOptions:3*.SELinuxOptions
          windowsOptions:10*.WindowsSecurityContextOptions runAsUser:4*l runAsGroup:8*l runAsNonRoot:5*b
          readOnlyRootFilesystem:6*b allowPrivilegeEscalation:7*b procMount:9*s|Default,Unmasked
          seccompProfile:11*.SeccompProfile appArmorProfile:12*.AppArmorProfile
        core/v1.SessionAffinityConfig
          clientIP:1*.ClientIPConfig
        core/v1.SleepAction
          seconds:1l!
        core/v1.Sysctl
          name:1s! value:2s!
        core/v1.TCPSocketAction
          port:1O! host:2s
        core/v1.Toleration
          key:1s operator:2s|Equal,Exists,Gt,Lt value:3s effect:4s|NoExecute,NoSchedule,PreferNoSchedule
          tolerationSeconds:5*l
        core/v1.TopologySelectorLabelRequirement
          key:1s! values:2[s]!
        core/v1.TopologySelectorTerm atomic
          matchLabelExpressions:1[.TopologySelectorLabelRequirement]
        core/v1.TopologySpreadConstraint
          maxSkew:1i! topologyKey:2s! whenUnsatisfiable:3s|DoNotSchedule,ScheduleAnyway!
          labelSelector:4*meta/v1.LabelSelector minDomains:5*i nodeAffinityPolicy:6*s|Honor,Ignore
          nodeTaintsPolicy:7*s|Honor,Ignore matchLabelKeys:8[s]
        core/v1.WeightedPodAffinityTerm
          weight:1i! podAffinityTerm:2.PodAffinityTerm!
        core/v1.WindowsSecurityContextOptions
          gmsaCredentialSpecName:1*s gmsaCredentialSpec:2*s runAsUserName:3*s hostProcess:4*b
        """#
}
