extension BuiltInSchemas {
    /// The types of `coordination.k8s.io/v1`, `networking.k8s.io/v1`, `rbac.authorization.k8s.io/v1` and others.
    static let cluster = #"""
        autoscaling.v1.CrossVersionObjectReference !
          apiVersion:s kind:s*="" name:s*=""
        autoscaling.v1.HorizontalPodAutoscaler @autoscaling/v1/HorizontalPodAutoscaler
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.HorizontalPodAutoscalerSpec*={}
          status:.HorizontalPodAutoscalerStatus*={}
        autoscaling.v1.HorizontalPodAutoscalerSpec
          maxReplicas:n*=0 minReplicas:n scaleTargetRef:.CrossVersionObjectReference*={}
          targetCPUUtilizationPercentage:n
        autoscaling.v1.HorizontalPodAutoscalerStatus
          currentCPUUtilizationPercentage:n currentReplicas:n*=0 desiredReplicas:n*=0 lastScaleTime:u
          observedGeneration:n
        autoscaling.v1.Scale @autoscaling/v1/Scale
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.ScaleSpec*={} status:.ScaleStatus*={}
        autoscaling.v1.ScaleSpec
          replicas:n
        autoscaling.v1.ScaleStatus
          replicas:n*=0 selector:s
        coordination.v1.Lease @coordination.k8s.io/v1/Lease
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.LeaseSpec*={}
        coordination.v1.LeaseSpec
          acquireTime:u holderIdentity:s leaseDurationSeconds:n leaseTransitions:n preferredHolder:s renewTime:u
          strategy:s
        networking.v1.HTTPIngressPath
          backend:.IngressBackend*={} path:s pathType:s*
        networking.v1.HTTPIngressRuleValue
          paths:[.HTTPIngressPath]*
        networking.v1.IPAddress @networking.k8s.io/v1/IPAddress
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.IPAddressSpec*={}
        networking.v1.IPAddressSpec
          parentRef:.ParentReference*
        networking.v1.IPBlock
          cidr:s*="" except:[s]
        networking.v1.Ingress @networking.k8s.io/v1/Ingress
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.IngressSpec*={} status:.IngressStatus*={}
        networking.v1.IngressBackend
          resource:core.v1.TypedLocalObjectReference service:.IngressServiceBackend
        networking.v1.IngressClass @networking.k8s.io/v1/IngressClass
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.IngressClassSpec*={}
        networking.v1.IngressClassParametersReference
          apiGroup:s kind:s*="" name:s*="" namespace:s scope:s
        networking.v1.IngressClassSpec
          controller:s parameters:.IngressClassParametersReference
        networking.v1.IngressLoadBalancerIngress
          hostname:s ip:s ports:[.IngressPortStatus]
        networking.v1.IngressLoadBalancerStatus
          ingress:[.IngressLoadBalancerIngress]
        networking.v1.IngressPortStatus
          error:s port:n*=0 protocol:s*=""
        networking.v1.IngressRule
          host:s http:.HTTPIngressRuleValue
        networking.v1.IngressServiceBackend
          name:s*="" port:.ServiceBackendPort*={}
        networking.v1.IngressSpec
          defaultBackend:.IngressBackend ingressClassName:s rules:[.IngressRule] tls:[.IngressTLS]
        networking.v1.IngressStatus
          loadBalancer:.IngressLoadBalancerStatus*={}
        networking.v1.IngressTLS
          hosts:[s] secretName:s
        networking.v1.NetworkPolicy @networking.k8s.io/v1/NetworkPolicy
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.NetworkPolicySpec*={}
        networking.v1.NetworkPolicyEgressRule
          ports:[.NetworkPolicyPort] to:[.NetworkPolicyPeer]
        networking.v1.NetworkPolicyIngressRule
          from:[.NetworkPolicyPeer] ports:[.NetworkPolicyPort]
        networking.v1.NetworkPolicyPeer
          ipBlock:.IPBlock namespaceSelector:meta.v1.LabelSelector podSelector:meta.v1.LabelSelector
        networking.v1.NetworkPolicyPort
          endPort:n port:? protocol:s
        networking.v1.NetworkPolicySpec
          egress:[.NetworkPolicyEgressRule] ingress:[.NetworkPolicyIngressRule]
          podSelector:meta.v1.LabelSelector*={} policyTypes:[s]
        networking.v1.ParentReference
          group:s name:s* namespace:s resource:s*
        networking.v1.ServiceBackendPort !
          name:s number:n
        networking.v1.ServiceCIDR @networking.k8s.io/v1/ServiceCIDR
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.ServiceCIDRSpec*={}
          status:.ServiceCIDRStatus*={}
        networking.v1.ServiceCIDRSpec
          cidrs:[s]
        networking.v1.ServiceCIDRStatus
          conditions:[meta.v1.Condition]map(type)~merge:type
        rbac.v1.AggregationRule
          clusterRoleSelectors:[meta.v1.LabelSelector]
        rbac.v1.ClusterRole @rbac.authorization.k8s.io/v1/ClusterRole
          aggregationRule:.AggregationRule apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} rules:[.PolicyRule]
        rbac.v1.ClusterRoleBinding @rbac.authorization.k8s.io/v1/ClusterRoleBinding
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} roleRef:.RoleRef*={} subjects:[.Subject]
        rbac.v1.PolicyRule
          apiGroups:[s] nonResourceURLs:[s] resourceNames:[s] resources:[s] verbs:[s]*
        rbac.v1.Role @rbac.authorization.k8s.io/v1/Role
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} rules:[.PolicyRule]
        rbac.v1.RoleBinding @rbac.authorization.k8s.io/v1/RoleBinding
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} roleRef:.RoleRef*={} subjects:[.Subject]
        rbac.v1.RoleRef !
          apiGroup:s kind:s*="" name:s*=""
        rbac.v1.Subject !
          apiGroup:s kind:s*="" name:s*="" namespace:s
        """#
}
