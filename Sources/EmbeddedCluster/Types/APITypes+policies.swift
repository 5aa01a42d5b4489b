extension APITypes {
    /// Networking, access, policy and the other small groups.
    static let policies = #"""
        admissionregistration/v1.MatchCondition
          name:1s! expression:2s!
        admissionregistration/v1.MutatingWebhook
          name:1s! clientConfig:2.WebhookClientConfig! rules:3[.RuleWithOperations] failurePolicy:4*s
          matchPolicy:9*s namespaceSelector:5*meta/v1.LabelSelector objectSelector:11*meta/v1.LabelSelector
          sideEffects:6*s! timeoutSeconds:7*i admissionReviewVersions:8[s]! reinvocationPolicy:10*s
          matchConditions:12[.MatchCondition]
        admissionregistration/v1.MutatingWebhookConfiguration
          metadata:1meta/v1.ObjectMeta webhooks:2[.MutatingWebhook]
        admissionregistration/v1.Rule
          apiGroups:1[s] apiVersions:2[s] resources:3[s] scope:4*s
        admissionregistration/v1.RuleWithOperations
          operations:1[s] ^:2.Rule
        admissionregistration/v1.ServiceReference
          namespace:1s! name:2s! path:3*s port:4*i
        admissionregistration/v1.ValidatingWebhook
          name:1s! clientConfig:2.WebhookClientConfig! rules:3[.RuleWithOperations] failurePolicy:4*s
          matchPolicy:9*s namespaceSelector:5*meta/v1.LabelSelector objectSelector:10*meta/v1.LabelSelector
          sideEffects:6*s! timeoutSeconds:7*i admissionReviewVersions:8[s]! matchConditions:11[.MatchCondition]
        admissionregistration/v1.ValidatingWebhookConfiguration
          metadata:1meta/v1.ObjectMeta webhooks:2[.ValidatingWebhook]
        admissionregistration/v1.WebhookClientConfig
          url:3*s service:1*.ServiceReference caBundle:2y
        authentication/v1.BoundObjectReference
          kind:1s apiVersion:2s name:3s uid:4s
        authentication/v1.SelfSubjectReview
          metadata:1meta/v1.ObjectMeta status:2.SelfSubjectReviewStatus
        authentication/v1.SelfSubjectReviewStatus
          userInfo:1.UserInfo
        authentication/v1.TokenRequest
          metadata:1meta/v1.ObjectMeta spec:2.TokenRequestSpec! status:3.TokenRequestStatus
        authentication/v1.TokenRequestSpec
          audiences:1[s]! expirationSeconds:4*l! boundObjectRef:3*.BoundObjectReference!
        authentication/v1.TokenRequestStatus
          token:1s! expirationTimestamp:2T!
        authentication/v1.UserInfo
          username:1s uid:2s groups:3[s] extra:4{W}
        authorization/v1.FieldSelectorAttributes
          rawSelector:1s requirements:2[meta/v1.FieldSelectorRequirement]
        authorization/v1.LabelSelectorAttributes
          rawSelector:1s requirements:2[meta/v1.LabelSelectorRequirement]
        authorization/v1.LocalSubjectAccessReview
          metadata:1meta/v1.ObjectMeta spec:2.SubjectAccessReviewSpec! status:3.SubjectAccessReviewStatus
        authorization/v1.NonResourceAttributes
          path:1s verb:2s
        authorization/v1.NonResourceRule
          verbs:1[s]! nonResourceURLs:2[s]
        authorization/v1.ResourceAttributes
          namespace:1s verb:2s group:3s version:4s resource:5s subresource:6s name:7s
          fieldSelector:8*.FieldSelectorAttributes labelSelector:9*.LabelSelectorAttributes
        authorization/v1.ResourceRule
          verbs:1[s]! apiGroups:2[s] resources:3[s] resourceNames:4[s]
        authorization/v1.SelfSubjectAccessReview
          metadata:1meta/v1.ObjectMeta spec:2.SelfSubjectAccessReviewSpec! status:3.SubjectAccessReviewStatus
        authorization/v1.SelfSubjectAccessReviewSpec
          resourceAttributes:1*.ResourceAttributes nonResourceAttributes:2*.NonResourceAttributes
        authorization/v1.SelfSubjectRulesReview
          metadata:1meta/v1.ObjectMeta spec:2.SelfSubjectRulesReviewSpec! status:3.SubjectRulesReviewStatus
        authorization/v1.SelfSubjectRulesReviewSpec
          namespace:1s
        authorization/v1.SubjectAccessReview
          metadata:1meta/v1.ObjectMeta spec:2.SubjectAccessReviewSpec! status:3.SubjectAccessReviewStatus
        authorization/v1.SubjectAccessReviewSpec
          resourceAttributes:1*.ResourceAttributes nonResourceAttributes:2*.NonResourceAttributes user:3s
          groups:4[s] extra:5{W} uid:6s
        authorization/v1.SubjectAccessReviewStatus
          allowed:1b! denied:4b reason:2s evaluationError:3s
        authorization/v1.SubjectRulesReviewStatus
          resourceRules:1[.ResourceRule]! nonResourceRules:2[.NonResourceRule]! incomplete:3b! evaluationError:4s
        coordination/v1.Lease
          metadata:1meta/v1.ObjectMeta spec:2.LeaseSpec
        coordination/v1.LeaseSpec
          holderIdentity:1*s leaseDurationSeconds:2*i acquireTime:3*M renewTime:4*M leaseTransitions:5*i
          strategy:6*s preferredHolder:7*s
        discovery/v1.Endpoint
          addresses:1[s]! conditions:2.EndpointConditions hostname:3*s targetRef:4*core/v1.ObjectReference
          deprecatedTopology:5{s} nodeName:6*s zone:7*s hints:8*.EndpointHints
        discovery/v1.EndpointConditions
          ready:1*b serving:2*b terminating:3*b
        discovery/v1.EndpointHints
          forZones:1[.ForZone] forNodes:2[.ForNode]
        discovery/v1.EndpointPort
          name:1*s protocol:2*s port:3*i appProtocol:4*s
        discovery/v1.EndpointSlice
          metadata:1meta/v1.ObjectMeta addressType:4s! endpoints:2[.Endpoint]! ports:3[.EndpointPort]!
        discovery/v1.ForNode
          name:1s!
        discovery/v1.ForZone
          name:1s!
        events/v1.Event
          metadata:1meta/v1.ObjectMeta! eventTime:2M! series:3*.EventSeries reportingController:4s
          reportingInstance:5s action:6s reason:7s regarding:8core/v1.ObjectReference
          related:9*core/v1.ObjectReference note:10s type:11s deprecatedSource:12core/v1.EventSource
          deprecatedFirstTimestamp:13T deprecatedLastTimestamp:14T deprecatedCount:15i
        events/v1.EventSeries
          count:1i! lastObservedTime:2M!
        networking/v1.HTTPIngressPath
          path:1s pathType:3*s! backend:2.IngressBackend!
        networking/v1.HTTPIngressRuleValue
          paths:1[.HTTPIngressPath]!
        networking/v1.IPBlock
          cidr:1s! except:2[s]
        networking/v1.Ingress
          metadata:1meta/v1.ObjectMeta spec:2.IngressSpec status:3.IngressStatus
        networking/v1.IngressBackend
          service:4*.IngressServiceBackend resource:3*core/v1.TypedLocalObjectReference
        networking/v1.IngressClass
          metadata:1meta/v1.ObjectMeta spec:2.IngressClassSpec
        networking/v1.IngressClassParametersReference
          apiGroup:1*s kind:2s! name:3s! scope:4*s! namespace:5*s
        networking/v1.IngressClassSpec
          controller:1s parameters:2*.IngressClassParametersReference
        networking/v1.IngressLoadBalancerIngress
          ip:1s hostname:2s ports:4[.IngressPortStatus]
        networking/v1.IngressLoadBalancerStatus
          ingress:1[.IngressLoadBalancerIngress]
        networking/v1.IngressPortStatus
          port:1i! protocol:2s! error:3*s
        networking/v1.IngressRule
          host:1s ^:2.IngressRuleValue
        networking/v1.IngressRuleValue
          http:1*.HTTPIngressRuleValue
        networking/v1.IngressServiceBackend
          name:1s! port:2.ServiceBackendPort
        networking/v1.IngressSpec
          ingressClassName:4*s defaultBackend:1*.IngressBackend tls:2[.IngressTLS] rules:3[.IngressRule]
        networking/v1.IngressStatus
          loadBalancer:1.IngressLoadBalancerStatus
        networking/v1.IngressTLS
          hosts:1[s] secretName:2s
        networking/v1.NetworkPolicy
          metadata:1meta/v1.ObjectMeta spec:2.NetworkPolicySpec
        networking/v1.NetworkPolicyEgressRule
          ports:1[.NetworkPolicyPort] to:2[.NetworkPolicyPeer]
        networking/v1.NetworkPolicyIngressRule
          ports:1[.NetworkPolicyPort] from:2[.NetworkPolicyPeer]
        networking/v1.NetworkPolicyPeer
          podSelector:1*meta/v1.LabelSelector namespaceSelector:2*meta/v1.LabelSelector ipBlock:3*.IPBlock
        networking/v1.NetworkPolicyPort
          protocol:1*s port:2*O endPort:3*i
        networking/v1.NetworkPolicySpec
          podSelector:1meta/v1.LabelSelector! ingress:2[.NetworkPolicyIngressRule]
          egress:3[.NetworkPolicyEgressRule] policyTypes:4[s]
        networking/v1.ServiceBackendPort
          name:1s number:2i
        policy/v1.Eviction
          metadata:1meta/v1.ObjectMeta deleteOptions:2*meta/v1.DeleteOptions
        policy/v1.PodDisruptionBudget
          metadata:1meta/v1.ObjectMeta spec:2.PodDisruptionBudgetSpec status:3.PodDisruptionBudgetStatus
        policy/v1.PodDisruptionBudgetSpec
          minAvailable:1*O selector:2*meta/v1.LabelSelector maxUnavailable:3*O unhealthyPodEvictionPolicy:4*s
        policy/v1.PodDisruptionBudgetStatus
          observedGeneration:1l disruptedPods:2{T} disruptionsAllowed:3i! currentHealthy:4i! desiredHealthy:5i!
          expectedPods:6i! conditions:7[meta/v1.Condition]
        rbac/v1.AggregationRule
          clusterRoleSelectors:1[meta/v1.LabelSelector]
        rbac/v1.ClusterRole
          metadata:1meta/v1.ObjectMeta rules:2[.PolicyRule]! aggregationRule:3*.AggregationRule
        rbac/v1.ClusterRoleBinding
          metadata:1meta/v1.ObjectMeta subjects:2[.Subject] roleRef:3.RoleRef!
        rbac/v1.PolicyRule
          verbs:1[s]! apiGroups:2[s] resources:3[s] resourceNames:4[s] nonResourceURLs:5[s]
        rbac/v1.Role
          metadata:1meta/v1.ObjectMeta rules:2[.PolicyRule]!
        rbac/v1.RoleBinding
          metadata:1meta/v1.ObjectMeta subjects:2[.Subject] roleRef:3.RoleRef!
        rbac/v1.RoleRef
          apiGroup:1s! kind:2s! name:3s!
        rbac/v1.Subject
          kind:1s! apiGroup:2s name:3s! namespace:4s
        scheduling/v1.PriorityClass
          metadata:1meta/v1.ObjectMeta value:2i! globalDefault:3b description:4s preemptionPolicy:5*s
        storage/v1.StorageClass
          metadata:1meta/v1.ObjectMeta provisioner:2s! parameters:3{s} reclaimPolicy:4*s mountOptions:5[s]
          allowVolumeExpansion:6*b volumeBindingMode:7*s allowedTopologies:8[core/v1.TopologySelectorTerm]
        """#
}
