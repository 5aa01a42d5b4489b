extension APITypes {
    /// `networking.k8s.io` and `discovery.k8s.io`.
    static let networking = #"""
        discovery/v1.Endpoint
          addresses:1[s]set! conditions:2.EndpointConditions hostname:3*s targetRef:4*core/v1.ObjectReference
          deprecatedTopology:5{s} nodeName:6*s zone:7*s hints:8*.EndpointHints
        discovery/v1.EndpointConditions
          ready:1*b serving:2*b terminating:3*b
        discovery/v1.EndpointHints
          forZones:1[.ForZone] forNodes:2[.ForNode]
        discovery/v1.EndpointPort atomic
          name:1*s protocol:2*s port:3*i appProtocol:4*s
        discovery/v1.EndpointSlice kind=discovery.k8s.io
          metadata:1meta/v1.ObjectMeta addressType:4s! endpoints:2[.Endpoint]! ports:3[.EndpointPort]!?
        discovery/v1.ForNode
          name:1s!
        discovery/v1.ForZone
          name:1s!
        networking/v1.HTTPIngressPath
          path:1s pathType:3*s|Exact,ImplementationSpecific,Prefix! backend:2.IngressBackend!
        networking/v1.HTTPIngressRuleValue
          paths:1[.HTTPIngressPath]!
        networking/v1.IPAddress kind=networking.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.IPAddressSpec+
        networking/v1.IPAddressSpec
          parentRef:1*.ParentReference+
        networking/v1.IPBlock
          cidr:1s! except:2[s]
        networking/v1.Ingress kind=networking.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.IngressSpec status:3.IngressStatus
        networking/v1.IngressBackend
          service:4*.IngressServiceBackend resource:3*core/v1.TypedLocalObjectReference
        networking/v1.IngressClass kind=networking.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.IngressClassSpec
        networking/v1.IngressClassParametersReference
          apiGroup:1*s kind:2s! name:3s! scope:4*s!? namespace:5*s
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
        networking/v1.NetworkPolicy kind=networking.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.NetworkPolicySpec
        networking/v1.NetworkPolicyEgressRule
          ports:1[.NetworkPolicyPort] to:2[.NetworkPolicyPeer]
        networking/v1.NetworkPolicyIngressRule
          ports:1[.NetworkPolicyPort] from:2[.NetworkPolicyPeer]
        networking/v1.NetworkPolicyPeer
          podSelector:1*meta/v1.LabelSelector namespaceSelector:2*meta/v1.LabelSelector ipBlock:3*.IPBlock
        networking/v1.NetworkPolicyPort
          protocol:1*s|SCTP,TCP,UDP port:2*O endPort:3*i
        networking/v1.NetworkPolicySpec
          podSelector:1meta/v1.LabelSelector!? ingress:2[.NetworkPolicyIngressRule] egress:3[.NetworkPolicyEgressRule]
          policyTypes:4[s|Egress,Ingress]
        networking/v1.ParentReference
          group:1s resource:2s+ namespace:3s name:4s+
        networking/v1.ServiceBackendPort atomic
          name:1s number:2i
        networking/v1.ServiceCIDR kind=networking.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.ServiceCIDRSpec status:3.ServiceCIDRStatus
        networking/v1.ServiceCIDRSpec
          cidrs:1[s]
        networking/v1.ServiceCIDRStatus
          conditions:1[meta/v1.Condition]map(type)~merge:type
        """#
}
