import Manifests

/// The kinds that a fresh server knows.
enum BuiltInKinds {
    static let all: [ServedKind] =
        core + apps + batch + networking + access + reviews + kept
        + [
            make(
                "autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", ["hpa"], categories: ["all"],
                status: true),
            oldAutoscaler,
            make("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", ["pdb"], status: true, generation: true),
            make("coordination.k8s.io/v1", "Lease", "leases"),
            make("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
            make("events.k8s.io/v1", "Event", "events", ["ev"]),
            make(
                "scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", ["pc"], namespaced: false, generation: true),
            make("storage.k8s.io/v1", "StorageClass", "storageclasses", ["sc"], namespaced: false),
            make(
                "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations",
                categories: ["api-extensions"], namespaced: false, generation: true),
            make(
                "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations",
                categories: ["api-extensions"], namespaced: false, generation: true),
            make(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", ["crd", "crds"],
                categories: ["api-extensions"], namespaced: false, status: true, generation: true),
        ]

    private static let oldAutoscaler = {
        var served = make(
            "autoscaling/v1", "HorizontalPodAutoscaler", "horizontalpodautoscalers", ["hpa"], categories: ["all"],
            status: true)
        served.storage = KindStorage(apiVersion: "autoscaling/v2", structures: [:])
        return served
    }()

    private static let core = [
        make("v1", "Namespace", "namespaces", ["ns"], namespaced: false, status: true, more: ["finalize"]),
        make(
            "v1", "Pod", "pods", ["po"], categories: ["all"], status: true, generation: true,
            more: [
                "attach", "binding", "ephemeralcontainers", "eviction", "exec", "log", "portforward", "proxy", "resize",
            ]),
        make("v1", "Service", "services", ["svc"], categories: ["all"], status: true, more: ["proxy"]),
        make("v1", "ConfigMap", "configmaps", ["cm"]),
        make("v1", "Secret", "secrets"),
        make("v1", "ServiceAccount", "serviceaccounts", ["sa"], more: ["token"]),
        make("v1", "PersistentVolumeClaim", "persistentvolumeclaims", ["pvc"], status: true),
        make("v1", "PersistentVolume", "persistentvolumes", ["pv"], namespaced: false, status: true),
        make("v1", "Event", "events", ["ev"]),
        make("v1", "Node", "nodes", ["no"], namespaced: false, status: true, more: ["proxy"]),
        make("v1", "Endpoints", "endpoints", ["ep"]),
        make("v1", "ResourceQuota", "resourcequotas", ["quota"], status: true),
        make("v1", "LimitRange", "limitranges", ["limits"]),
        make("v1", "PodTemplate", "podtemplates"),
        make(
            "v1", "ReplicationController", "replicationcontrollers", ["rc"], categories: ["all"], status: true,
            scale: true, generation: true),
    ]

    private static let reviews =
        [
            ("v1", "Binding", true), ("authentication.k8s.io/v1", "SelfSubjectReview", false),
            ("authentication.k8s.io/v1", "TokenReview", false),
            ("authorization.k8s.io/v1", "LocalSubjectAccessReview", true),
            ("authorization.k8s.io/v1", "SelfSubjectAccessReview", false),
            ("authorization.k8s.io/v1", "SelfSubjectRulesReview", false),
            ("authorization.k8s.io/v1", "SubjectAccessReview", false),
        ].map { apiVersion, kind, isNamespaced in
            var served = make(apiVersion, kind, kind.lowercased() + "s", namespaced: isNamespaced)
            served.isReview = true
            return served
        } + [componentStatus]

    private static let componentStatus = {
        var served = make("v1", "ComponentStatus", "componentstatuses", ["cs"], namespaced: false)
        served.isReadOnly = true
        return served
    }()

    private static let apps = [
        make(
            "apps/v1", "Deployment", "deployments", ["deploy"], categories: ["all"], status: true, scale: true,
            generation: true),
        make(
            "apps/v1", "ReplicaSet", "replicasets", ["rs"], categories: ["all"], status: true, scale: true,
            generation: true),
        make(
            "apps/v1", "StatefulSet", "statefulsets", ["sts"], categories: ["all"], status: true, scale: true,
            generation: true),
        make("apps/v1", "DaemonSet", "daemonsets", ["ds"], categories: ["all"], status: true, generation: true),
        make("apps/v1", "ControllerRevision", "controllerrevisions"),
    ]

    private static let batch = [
        make("batch/v1", "Job", "jobs", categories: ["all"], status: true, generation: true),
        make("batch/v1", "CronJob", "cronjobs", ["cj"], categories: ["all"], status: true, generation: true),
    ]

    private static let networking = [
        make("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", ["netpol"], generation: true),
        make("networking.k8s.io/v1", "Ingress", "ingresses", ["ing"], status: true, generation: true),
        make("networking.k8s.io/v1", "IngressClass", "ingressclasses", namespaced: false, generation: true),
    ]

    private static let access = [
        make("rbac.authorization.k8s.io/v1", "Role", "roles"),
        make("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings"),
        make("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", namespaced: false),
        make("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", namespaced: false),
    ]

    static func make(
        _ apiVersion: String, _ kind: String, _ plural: String, _ shortNames: [String] = [], categories: [String] = [],
        namespaced: Bool = true, status: Bool = false, scale: Bool = false, generation: Bool = false,
        more: Set<String> = []
    ) -> ServedKind {
        ServedKind(
            kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: plural, singular: kind.lowercased(),
            shortNames: shortNames, categories: categories, isNamespaced: namespaced,
            subresources: more.union(status ? ["status"] : []).union(scale ? ["scale"] : []), hasGeneration: generation)
    }
}
