// swift-format-ignore-file
extension Descriptions {
    /// Fields of every kind, and the metadata.
    static let common = #"""
        .apiVersion: The group and version of this kind: apps/v1, or v1 for the core group.
        .kind: The name of this kind.
        .metadata: Name, namespace, labels and what the server keeps beside them.
        .spec: What is wanted.
        .status: What was found; written by controllers, not by users.
        meta/v1.ObjectMeta: What objects of all kinds have beside their own fields.
        .annotations: Text for tools and people, by key; not for selecting.
        .creationTimestamp: When the object was made. Set by the server.
        .deletionGracePeriodSeconds: How long the object may take to end. Set by the server.
        .deletionTimestamp: Since when the object is being deleted. Set by the server.
        .finalizers: Who has to act before the object may be gone; each takes away its own entry.
        .generateName: A beginning to which the server adds five characters where no name is given.
        .generation: Counts the changes of what is wanted. Set by the server.
        .labels: Short values by which objects are selected and grouped.
        .managedFields: Who owns which fields, for server-side apply. Set by the server.
        .name: The name, one of its kind in its namespace; cannot be changed.
        .namespace: The namespace in which the object lies; empty for kinds of the whole cluster.
        .ownerReferences: Objects without which this one is deleted as well.
        .resourceVersion: Changes with every write; a write that names an older one is refused. Set by the server.
        .selfLink: No longer used.
        .uid: Tells this object from others that had its name before. Set by the server.
        meta/v1.LabelSelector: Selects objects by their labels; all parts must hold.
        .matchExpressions: Conditions on labels: In, NotIn, Exists, DoesNotExist.
        .matchLabels: Labels with the values that they must have.
        meta/v1.LabelSelectorRequirement: A condition on one label.
        .key: The label's key.
        .operator: In, NotIn, Exists or DoesNotExist.
        .values: The values for In and NotIn.
        meta/v1.OwnerReference: An object that owns this one.
        meta/v1.Condition: One thing that was found out about an object, and since when.
        """#

    /// The kinds themselves.
    static let kinds = #"""
        admissionregistration/v1.MutatingAdmissionPolicy: Changes objects as they are written, by expressions in CEL.
        admissionregistration/v1.MutatingAdmissionPolicyBinding: Says for which objects a MutatingAdmissionPolicy holds.
        admissionregistration/v1.MutatingWebhookConfiguration: Webhooks that may change objects before they are stored.
        admissionregistration/v1.ValidatingAdmissionPolicy: Refuses objects by expressions in CEL.
        admissionregistration/v1.ValidatingAdmissionPolicyBinding: Says for which objects a ValidatingAdmissionPolicy holds, and what follows.
        admissionregistration/v1.ValidatingWebhookConfiguration: Webhooks that may refuse objects before they are stored.
        apiregistration/v1.APIService: Hands a group and version of the API to another server.
        apps/v1.ControllerRevision: A template that a StatefulSet or DaemonSet had at some time, kept to go back to.
        apps/v1.DaemonSet: Runs one pod of a template on every node, or on those selected.
        apps/v1.Deployment: Runs a number of like pods, and replaces them step by step when their template changes.
        apps/v1.ReplicaSet: Keeps a number of like pods running. Usually made by a Deployment.
        apps/v1.StatefulSet: Runs numbered pods, each with a name and volumes of its own that stay with it.
        authentication/v1.SelfSubjectReview: Asks the server who one is.
        authentication/v1.TokenRequest: Asks for a token of a service account.
        authentication/v1.TokenReview: Asks whose a token is.
        authorization/v1.LocalSubjectAccessReview: Asks whether somebody may do something in one namespace.
        authorization/v1.SelfSubjectAccessReview: Asks whether one may do something.
        authorization/v1.SelfSubjectRulesReview: Asks what one may do in a namespace.
        authorization/v1.SubjectAccessReview: Asks whether somebody may do something.
        autoscaling/v1.HorizontalPodAutoscaler: Sets the number of a workload's pods by their use of processors.
        autoscaling/v2.HorizontalPodAutoscaler: Sets the number of a workload's pods by what is measured.
        batch/v1.CronJob: Makes Jobs at set times.
        batch/v1.Job: Runs pods until so many of them have succeeded.
        certificates/v1.CertificateSigningRequest: Asks a signer for a certificate.
        coordination/v1.Lease: Says who holds something, such as leadership, and until when.
        core/v1.Binding: Sets the node of a pod.
        core/v1.ComponentStatus: The health of a part of the control plane. No longer of use.
        core/v1.ConfigMap: Settings that pods read as variables or files; nothing secret.
        core/v1.Endpoints: The addresses behind a Service, in one object. Replaced by EndpointSlice.
        core/v1.Event: Something that happened to an object; kept for a while.
        core/v1.LimitRange: Least, most and usual resources of single pods, containers and claims in a namespace.
        core/v1.Namespace: A space for names, with rights, quotas and policies of its own.
        core/v1.Node: A machine on which pods run.
        core/v1.PersistentVolume: A piece of storage in the cluster.
        core/v1.PersistentVolumeClaim: Asks for storage, which pods of the same namespace then use.
        core/v1.Pod: Containers that run together on one node, with one network address and shared volumes.
        core/v1.PodTemplate: A template for pods, kept as an object.
        core/v1.ReplicationController: Keeps a number of like pods running. Replaced by Deployment and ReplicaSet.
        core/v1.ResourceQuota: The most that all objects of a namespace may use together.
        core/v1.Secret: Passwords, keys and the like, for pods to read as variables or files.
        core/v1.Service: A name and an address for a set of pods.
        core/v1.ServiceAccount: Whom the processes of a pod are towards the server.
        discovery/v1.EndpointSlice: Some of the addresses behind a Service, with their state.
        events/v1.Event: Something that happened to an object; kept for a while.
        flowcontrol/v1.FlowSchema: Sorts requests to the server into priority levels.
        flowcontrol/v1.PriorityLevelConfiguration: A share of the server's capacity, and what happens to requests beyond it.
        networking/v1.IPAddress: An address that a Service holds.
        networking/v1.Ingress: Leads web requests from outside to Services, by host and path.
        networking/v1.IngressClass: Names a controller of Ingresses.
        networking/v1.NetworkPolicy: Says which traffic pods may receive and send.
        networking/v1.ServiceCIDR: A range of addresses for Services.
        node/v1.RuntimeClass: A way of running containers that nodes offer.
        policy/v1.Eviction: Asks a pod to go, if its budgets allow that.
        policy/v1.PodDisruptionBudget: How many pods of a set may be taken away on purpose at a time.
        rbac/v1.ClusterRole: Rights that can be given for the whole cluster or in any namespace.
        rbac/v1.ClusterRoleBinding: Gives a ClusterRole to users, groups and service accounts, everywhere.
        rbac/v1.Role: Rights within one namespace.
        rbac/v1.RoleBinding: Gives a Role or ClusterRole to users, groups and service accounts, in one namespace.
        resource/v1.DeviceClass: A kind of devices that claims may ask for.
        resource/v1.ResourceClaim: Asks for devices, such as accelerators, for pods.
        resource/v1.ResourceClaimTemplate: A template from which each pod gets a ResourceClaim of its own.
        resource/v1.ResourceSlice: Devices that a driver offers.
        scheduling/v1.PriorityClass: A name for how important pods are.
        storage/v1.CSIDriver: What Kubernetes must know of a storage driver.
        storage/v1.CSINode: The storage drivers of a node.
        storage/v1.CSIStorageCapacity: How much room there is for volumes of a class in a part of the cluster.
        storage/v1.StorageClass: A kind of storage, by which volumes are made on demand.
        storage/v1.VolumeAttachment: That a volume is to be attached to a node.
        storage/v1.VolumeAttributesClass: Settings of volumes that may change while they are in use.
        """#
}
