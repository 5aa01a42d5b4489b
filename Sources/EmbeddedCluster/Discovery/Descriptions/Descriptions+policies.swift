// swift-format-ignore-file
extension Descriptions {
    static let services = #"""
        core/v1.ServiceSpec: Which pods the Service stands for, and how they are reached.
        .allocateLoadBalancerNodePorts: Whether a LoadBalancer gets ports on the nodes too; true unless said.
        .clusterIP: The address within the cluster; None for a headless Service.
        .clusterIPs: All addresses within the cluster, one of each family.
        .externalIPs: Further addresses at which nodes take traffic for it.
        .externalName: The name to which a Service of type ExternalName refers.
        .externalTrafficPolicy: Whether outside traffic may be passed on to other nodes: Cluster or Local.
        .healthCheckNodePort: The port at which load balancers ask for nodes with pods.
        .internalTrafficPolicy: Whether inside traffic may go to other nodes: Cluster or Local.
        .ipFamilies: IPv4, IPv6 or both.
        .ipFamilyPolicy: Whether it has one family of addresses or two.
        .loadBalancerClass: The kind of load balancer.
        .loadBalancerIP: The address wanted of the load balancer. Not supported everywhere.
        .loadBalancerSourceRanges: From which addresses the load balancer takes traffic.
        .ports: The ports, and where each leads.
        .publishNotReadyAddresses: Whether pods that are not ready are included.
        .selector: Labels of the pods that it stands for.
        .sessionAffinity: ClientIP keeps a client at one pod; None unless said.
        .sessionAffinityConfig: For how long a client is kept.
        .trafficDistribution: Which pods are preferred, such as those in the same zone.
        .type: ClusterIP, NodePort, LoadBalancer or ExternalName.
        core/v1.ServicePort: One port of a Service.
        .appProtocol: What is spoken at the port, such as http.
        .name: A name; needed where there are several ports.
        .nodePort: The port on every node, for NodePort and LoadBalancer.
        .port: The number at the Service.
        .protocol: TCP, UDP or SCTP; TCP unless said.
        .targetPort: The number or name of the port at the pods; as the port unless said.
        core/v1.ConfigMap:
        .binaryData: Entries that are no text, in base64.
        .data: Entries that are text.
        .immutable: Whether nothing but the metadata may be changed any more.
        core/v1.Secret:
        .data: The entries, in base64.
        .immutable: Whether nothing but the metadata may be changed any more.
        .stringData: Entries as plain text, for writing only; the server puts them into data.
        .type: What the entries are for; Opaque unless said.
        core/v1.NamespaceSpec:
        .finalizers: What must be done before the namespace may be gone.
        core/v1.NamespaceStatus:
        .phase: Active or Terminating.
        networking/v1.IngressSpec: Which requests go where.
        .defaultBackend: Where requests go that no rule matches.
        .ingressClassName: The IngressClass, and so the controller.
        .rules: Hosts and paths, and the Services behind them.
        .tls: Hosts that are served with TLS, and the Secrets with their certificates.
        networking/v1.IngressRule:
        .host: The host name; all hosts unless said.
        .http: The paths.
        networking/v1.HTTPIngressPath:
        .backend: Where the requests go.
        .path: The path that is matched.
        .pathType: How: Exact, Prefix or ImplementationSpecific.
        networking/v1.IngressTLS:
        .hosts: The hosts for which the certificate is.
        .secretName: The Secret with the certificate and its key.
        networking/v1.NetworkPolicySpec: Which traffic the selected pods may have.
        .egress: To where they may send.
        .ingress: From where they may receive.
        .podSelector: The pods for which it holds; all of the namespace when empty.
        .policyTypes: Ingress, Egress or both.
        """#

    static let access = #"""
        rbac/v1.PolicyRule: Verbs that are allowed on some resources.
        .apiGroups: The groups, "" for the core group, "*" for all.
        .nonResourceURLs: Paths of the server that are no resources; for ClusterRoles only.
        .resourceNames: The names; all unless said.
        .resources: The resources, such as pods or pods/log, "*" for all.
        .verbs: What may be done, such as get, list, watch, create, update, patch, delete; "*" for all.
        rbac/v1.Role:
        .rules: The rights.
        rbac/v1.ClusterRole:
        .aggregationRule: Makes the rights those of other ClusterRoles, by their labels.
        .rules: The rights.
        rbac/v1.RoleBinding:
        .roleRef: The Role or ClusterRole that is given; cannot be changed.
        .subjects: To whom it is given.
        rbac/v1.ClusterRoleBinding:
        .roleRef: The ClusterRole that is given; cannot be changed.
        .subjects: To whom it is given.
        rbac/v1.RoleRef:
        .apiGroup: rbac.authorization.k8s.io.
        .kind: Role or ClusterRole.
        .name: Its name.
        rbac/v1.Subject:
        .apiGroup: rbac.authorization.k8s.io for users and groups, empty for service accounts.
        .kind: User, Group or ServiceAccount.
        .name: Its name.
        .namespace: The namespace of a service account.
        core/v1.ServiceAccount:
        .automountServiceAccountToken: Whether pods get its token unless they say otherwise.
        .imagePullSecrets: Secrets for pulling the images of its pods.
        .secrets: Secrets that its pods may use. No longer of use.
        """#

    static let storage = #"""
        core/v1.PersistentVolumeClaimSpec: The storage that is asked for.
        .accessModes: How it may be mounted: ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.
        .dataSource: A snapshot or claim from which it is filled.
        .dataSourceRef: The same, of any kind, also of another namespace.
        .resources: How much, under requests.storage.
        .selector: Labels of the volumes that come into question.
        .storageClassName: The StorageClass; the cluster's default one unless said.
        .volumeAttributesClassName: The VolumeAttributesClass.
        .volumeMode: Filesystem or Block; Filesystem unless said.
        .volumeName: The volume that is bound.
        storage/v1.StorageClass:
        .allowVolumeExpansion: Whether claims may grow.
        .allowedTopologies: Parts of the cluster in which volumes may be made.
        .mountOptions: Options with which volumes are mounted.
        .parameters: Settings for the driver.
        .provisioner: The driver that makes the volumes.
        .reclaimPolicy: What becomes of a volume without its claim: Delete or Retain; Delete unless said.
        .volumeBindingMode: Immediate, or WaitForFirstConsumer to wait for a pod; Immediate unless said.
        """#

    static let scaling = #"""
        autoscaling/v2.HorizontalPodAutoscalerSpec: What is scaled, by what, and within which bounds.
        .behavior: How fast it may grow and shrink.
        .maxReplicas: The most pods.
        .metrics: What is measured, and what it should be; 80% of the requested processors unless said.
        .minReplicas: The fewest pods; 1 unless said.
        .scaleTargetRef: The workload.
        autoscaling/v2.MetricSpec:
        .containerResource: A resource of one container of the pods.
        .external: Something outside the cluster.
        .object: Something measured of one object of the cluster.
        .pods: Something measured of every pod.
        .resource: Processors or memory of the pods.
        .type: Which of the others is given: Resource, ContainerResource, Pods, Object or External.
        autoscaling/v2.HorizontalPodAutoscalerBehavior:
        .scaleDown: For shrinking; it waits for 300 seconds unless said.
        .scaleUp: For growing.
        autoscaling/v1.HorizontalPodAutoscalerSpec:
        .maxReplicas: The most pods.
        .minReplicas: The fewest pods; 1 unless said.
        .scaleTargetRef: The workload.
        .targetCPUUtilizationPercentage: The share of the requested processors that the pods should use.
        policy/v1.PodDisruptionBudgetSpec: Which pods, and how many of them may be missing.
        .maxUnavailable: How many may be missing, a number or a percentage.
        .minAvailable: How many must be there, a number or a percentage.
        .selector: The pods that are counted.
        .unhealthyPodEvictionPolicy: Whether pods that are not ready may always go.
        scheduling/v1.PriorityClass:
        .description: For whom it is.
        .globalDefault: Whether pods without a class have this one.
        .preemptionPolicy: Whether less important pods may be ended: PreemptLowerPriority or Never.
        .value: The priority; higher is more important.
        """#

    static let definitions = #"""
        apiextensions/v1.CustomResourceDefinition: A kind of objects that users add to the cluster.
        apiextensions/v1.CustomResourceDefinitionSpec: The kind's group, names, scope and versions.
        .conversion: How objects of one version become objects of another.
        .group: The group of the API; the definition's name is PLURAL.GROUP.
        .names: What the kind is called.
        .preserveUnknownFields: Must be false.
        .scope: Namespaced or Cluster.
        .versions: The versions; one of them is stored.
        apiextensions/v1.CustomResourceDefinitionNames:
        .categories: Groups in which it is listed, such as all.
        .kind: The kind, in the singular and capitals: Model.
        .listKind: The kind of lists: ModelList.
        .plural: The name in paths: models.
        .shortNames: Short names for kubectl.
        .singular: The name of one: model.
        apiextensions/v1.CustomResourceDefinitionVersion:
        .additionalPrinterColumns: Columns that kubectl get shows.
        .deprecated: Whether clients are warned of the version.
        .deprecationWarning: The words of that warning.
        .name: The version: v1.
        .schema: What objects may hold.
        .selectableFields: Fields by which lists can be selected.
        .served: Whether the version can be used.
        .storage: Whether objects are stored in this version.
        .subresources: Whether objects have a status and a scale of their own.
        apiextensions/v1.CustomResourceValidation:
        .openAPIV3Schema: The schema of the objects.
        apiextensions/v1.JSONSchemaProps: What a value may be: OpenAPI v3 with Kubernetes' own additions.
        .additionalProperties: What members that are not named may be.
        .default: The value where none is given.
        .description: What it is for; kubectl explain shows it.
        .enum: The only values that are allowed.
        .format: What a string or number means, such as date-time.
        .items: What the items of a list are.
        .nullable: Whether null is allowed.
        .properties: The members of an object.
        .required: The members that must be there.
        .type: object, array, string, integer, number or boolean.
        .x-kubernetes-list-map-keys: The members that tell the items of a list of type map apart.
        .x-kubernetes-list-type: How lists are merged: atomic, set or map.
        .x-kubernetes-preserve-unknown-fields: Whether members that are not named are kept.
        .x-kubernetes-validations: Rules in CEL.
        """#
}
