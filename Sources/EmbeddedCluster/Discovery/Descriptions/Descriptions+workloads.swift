// swift-format-ignore-file
extension Descriptions {
    static let workloads = #"""
        apps/v1.DeploymentSpec: How many pods of which template are wanted, and how they are replaced.
        .minReadySeconds: For how many seconds a new pod must be ready before it counts as available.
        .paused: Stops changes of the template from being rolled out.
        .progressDeadlineSeconds: Seconds without progress after which a rollout counts as failed; 600 unless said.
        .replicas: How many pods are wanted; 1 unless said.
        .revisionHistoryLimit: How many old ReplicaSets are kept to go back to; 10 unless said.
        .selector: Selects the pods that are this Deployment's; must match the template's labels, and cannot be changed.
        .strategy: How old pods are replaced by new ones.
        .template: The pods that are made.
        apps/v1.DeploymentStrategy:
        .rollingUpdate: How many pods may be missing or too many during a RollingUpdate.
        .type: RollingUpdate replaces pods bit by bit, Recreate ends all old ones first.
        apps/v1.RollingUpdateDeployment:
        .maxSurge: How many pods more than wanted there may be, a number or a percentage; 25% unless said.
        .maxUnavailable: How many pods fewer than wanted may be available, a number or a percentage; 25% unless said.
        apps/v1.DeploymentStatus:
        .availableReplicas: Pods that have been ready for long enough.
        .conditions: Available, Progressing and ReplicaFailure.
        .observedGeneration: The generation that the controller saw last.
        .readyReplicas: Pods that are ready.
        .replicas: Pods that there are.
        .unavailableReplicas: Pods that are still missing.
        .updatedReplicas: Pods of the newest template.
        apps/v1.ReplicaSetSpec:
        .minReadySeconds: For how many seconds a new pod must be ready before it counts as available.
        .replicas: How many pods are wanted; 1 unless said.
        .selector: Selects the pods that are counted; cannot be changed.
        .template: The pods that are made.
        apps/v1.StatefulSetSpec: How many numbered pods of which template are wanted.
        .minReadySeconds: For how many seconds a new pod must be ready before it counts as available.
        .ordinals: From which number on pods are counted.
        .persistentVolumeClaimRetentionPolicy: Whether claims are deleted with the set or when it shrinks.
        .podManagementPolicy: OrderedReady makes one pod after the other, Parallel all at once.
        .replicas: How many pods are wanted; 1 unless said.
        .revisionHistoryLimit: How many old templates are kept to go back to; 10 unless said.
        .selector: Selects the pods that are this set's; must match the template's labels, and cannot be changed.
        .serviceName: The headless Service that gives the pods their names in DNS.
        .template: The pods that are made.
        .updateStrategy: How pods follow a changed template.
        .volumeClaimTemplates: Claims that each pod gets of its own.
        apps/v1.StatefulSetUpdateStrategy:
        .rollingUpdate: Which pods a RollingUpdate leaves as they are.
        .type: RollingUpdate replaces pods from the last to the first, OnDelete waits until they are deleted.
        apps/v1.DaemonSetSpec: The pods that nodes run.
        .minReadySeconds: For how many seconds a new pod must be ready before it counts as available.
        .revisionHistoryLimit: How many old templates are kept to go back to; 10 unless said.
        .selector: Selects the pods that are this set's; must match the template's labels, and cannot be changed.
        .template: The pods that are made.
        .updateStrategy: How pods follow a changed template.
        batch/v1.JobSpec: What is to be done, and how often it may fail.
        .activeDeadlineSeconds: After how many seconds the Job is ended and counts as failed.
        .backoffLimit: How many failed pods the Job survives; 6 unless said.
        .backoffLimitPerIndex: The same for each index of an Indexed Job.
        .completionMode: NonIndexed counts successful pods, Indexed wants one for each index.
        .completions: How many pods must succeed.
        .managedBy: The controller that works on the Job, where it is not the built-in one.
        .manualSelector: Whether the selector is the user's; not usual.
        .maxFailedIndexes: How many indexes may fail before the Job fails.
        .parallelism: How many pods may run at a time; 1 unless said.
        .podFailurePolicy: What follows from a pod's way of failing.
        .podReplacementPolicy: Whether pods are replaced when they begin to end, or when they have failed.
        .selector: Selects the Job's pods; set by the server.
        .successPolicy: When the Job counts as done before all indexes are.
        .suspend: Whether the Job makes no pods for now.
        .template: The pods that are made; their restartPolicy is Never or OnFailure.
        .ttlSecondsAfterFinished: After how many seconds a finished Job is deleted.
        batch/v1.CronJobSpec: When Jobs are made, and which.
        .concurrencyPolicy: Whether a Job may start while the last one runs: Allow, Forbid or Replace.
        .failedJobsHistoryLimit: How many failed Jobs are kept; 1 unless said.
        .jobTemplate: The Jobs that are made.
        .schedule: When, as in cron: minute, hour, day of the month, month, day of the week.
        .startingDeadlineSeconds: How late a Job may still start.
        .successfulJobsHistoryLimit: How many successful Jobs are kept; 3 unless said.
        .suspend: Whether no Jobs are made for now.
        .timeZone: The time zone of the schedule, such as Europe/Berlin.
        core/v1.PodTemplateSpec: The metadata and the spec of pods that are to be made.
        .metadata: Labels and annotations of the pods.
        .spec: What the pods run.
        """#

    static let pods = #"""
        core/v1.PodSpec: What a pod runs, and where.
        .activeDeadlineSeconds: After how many seconds the pod is ended and counts as failed.
        .affinity: Near which nodes and pods it should or must run, and near which not.
        .automountServiceAccountToken: Whether the service account's token is put into the containers.
        .containers: The containers that run; at least one.
        .dnsConfig: Settings of DNS in addition to the policy.
        .dnsPolicy: Where names are looked up; ClusterFirst unless said.
        .enableServiceLinks: Whether Services become variables of the containers; true unless said.
        .ephemeralContainers: Containers that were added to a running pod to look at it.
        .hostAliases: Lines of the hosts file.
        .hostNetwork: Whether the pod uses the node's network.
        .hostname: The pod's host name, where it is not its name.
        .imagePullSecrets: Secrets for pulling the images.
        .initContainers: Containers that run one after the other before the others start.
        .nodeName: The node on which the pod runs; set by the scheduler.
        .nodeSelector: Labels that the node must have.
        .os: The operating system of the containers.
        .overhead: Resources that running the pod takes beside its containers.
        .preemptionPolicy: Whether less important pods may be ended for this one.
        .priority: How important the pod is; set from the priority class.
        .priorityClassName: The PriorityClass of the pod.
        .readinessGates: Conditions that must be true as well for the pod to be ready.
        .resourceClaims: Devices that the containers may use.
        .resources: Resources of the pod as a whole.
        .restartPolicy: When ended containers are started again: Always, OnFailure or Never.
        .runtimeClassName: The RuntimeClass that runs the containers.
        .schedulerName: The scheduler that chooses the node.
        .schedulingGates: What must be taken away before the pod is given a node.
        .securityContext: Users, groups and rights of all containers.
        .serviceAccountName: The ServiceAccount that the pod runs as; default unless said.
        .setHostnameAsFQDN: Whether the host name is the full one.
        .shareProcessNamespace: Whether the containers see one another's processes.
        .subdomain: The part of the full host name between host name and namespace.
        .terminationGracePeriodSeconds: How many seconds the containers have to end by themselves; 30 unless said.
        .tolerations: Taints of nodes that do not keep the pod away.
        .topologySpreadConstraints: How pods are spread over zones, nodes and the like.
        .volumes: Volumes that the containers may mount.
        core/v1.Container: One container of a pod.
        .args: Arguments of the command; the image's own unless said.
        .command: What is run; the image's entry point unless said.
        .env: Variables of the environment.
        .envFrom: ConfigMaps and Secrets of which every entry becomes a variable.
        .image: The image, with its registry and its tag or digest.
        .imagePullPolicy: When the image is pulled: Always, IfNotPresent or Never.
        .lifecycle: What is done after the start and before the end.
        .livenessProbe: Asks whether the container is still well; if not, it is started again.
        .name: The name, one of its kind in the pod.
        .ports: Ports that the container listens on.
        .readinessProbe: Asks whether the container can serve; if not, Services leave it out.
        .resources: Processors, memory and the like: what it gets (requests), and at most (limits).
        .restartPolicy: For an init container: Always lets it run beside the others.
        .securityContext: User, groups and rights of the container.
        .startupProbe: Asks whether the container has started; the other probes wait for it.
        .stdin: Whether there is a standard input.
        .terminationMessagePath: The file from which the last message is read.
        .terminationMessagePolicy: Whether the log stands in for a missing last message.
        .tty: Whether the container has a terminal.
        .volumeDevices: Volumes that it gets as block devices.
        .volumeMounts: Where volumes of the pod appear.
        .workingDir: The folder in which the command runs.
        core/v1.ContainerPort: A port that a container listens on.
        .containerPort: The number.
        .hostIP: The node's address to which the port is bound.
        .hostPort: The number on the node; not usual.
        .name: A name, by which Services and probes can refer to it.
        .protocol: TCP, UDP or SCTP; TCP unless said.
        core/v1.EnvVar: One variable.
        .name: The name.
        .value: The value.
        .valueFrom: Where the value comes from instead.
        core/v1.ResourceRequirements: What a container gets of the node's resources.
        .claims: Devices of the pod that this container uses.
        .limits: The most that it may use, by resource.
        .requests: What is set aside for it, by resource; as the limits unless said.
        core/v1.Probe: A question that is asked again and again.
        .exec: A command; 0 is yes.
        .failureThreshold: How many times in a row it must fail to count; 3 unless said.
        .grpc: A gRPC health check.
        .httpGet: A web request; 200 to 399 is yes.
        .initialDelaySeconds: How many seconds after the start it is first asked.
        .periodSeconds: Every how many seconds it is asked; 10 unless said.
        .successThreshold: How many times in a row it must succeed to count again; 1 unless said.
        .tcpSocket: A connection; if it opens, yes.
        .timeoutSeconds: How many seconds an answer may take; 1 unless said.
        core/v1.Volume: A volume with its name and what it is made of; one kind of source.
        core/v1.VolumeMount: Where a volume appears in a container.
        .mountPath: The path in the container.
        .name: The name of the pod's volume.
        .readOnly: Whether it cannot be written.
        .subPath: A path within the volume that appears instead of its root.
        core/v1.PodStatus:
        .conditions: PodScheduled, Initialized, ContainersReady, Ready and others.
        .containerStatuses: The state of each container.
        .hostIP: The node's address.
        .phase: Pending, Running, Succeeded, Failed or Unknown.
        .podIP: The pod's address.
        .startTime: When the node took the pod.
        """#
}
