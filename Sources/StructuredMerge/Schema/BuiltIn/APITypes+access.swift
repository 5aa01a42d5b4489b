extension APITypes {
    /// Who may do what: `rbac.authorization.k8s.io`, reviews and certificates.
    static let access = #"""
        authentication/v1.BoundObjectReference
          kind:1s apiVersion:2s name:3s uid:4s
        authentication/v1.SelfSubjectReview kind=authentication.k8s.io
          metadata:1meta/v1.ObjectMeta status:2.SelfSubjectReviewStatus
        authentication/v1.SelfSubjectReviewStatus
          userInfo:1.UserInfo
        authentication/v1.TokenRequest kind=authentication.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.TokenRequestSpec!? status:3.TokenRequestStatus
        authentication/v1.TokenRequestSpec
          audiences:1[s]!? expirationSeconds:4*l!? boundObjectRef:3*.BoundObjectReference!?
        authentication/v1.TokenRequestStatus
          token:1s!? expirationTimestamp:2T!?
        authentication/v1.TokenReview kind=authentication.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.TokenReviewSpec! status:3.TokenReviewStatus
        authentication/v1.TokenReviewSpec
          token:1s audiences:2[s]
        authentication/v1.TokenReviewStatus
          authenticated:1b user:2.UserInfo audiences:4[s] error:3s
        authentication/v1.UserInfo
          username:1s uid:2s groups:3[s] extra:4{W}
        authorization/v1.FieldSelectorAttributes
          rawSelector:1s requirements:2[meta/v1.FieldSelectorRequirement]
        authorization/v1.LabelSelectorAttributes
          rawSelector:1s requirements:2[meta/v1.LabelSelectorRequirement]
        authorization/v1.LocalSubjectAccessReview kind=authorization.k8s.io
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
        authorization/v1.SelfSubjectAccessReview kind=authorization.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.SelfSubjectAccessReviewSpec! status:3.SubjectAccessReviewStatus
        authorization/v1.SelfSubjectAccessReviewSpec
          resourceAttributes:1*.ResourceAttributes nonResourceAttributes:2*.NonResourceAttributes
        authorization/v1.SelfSubjectRulesReview kind=authorization.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.SelfSubjectRulesReviewSpec! status:3.SubjectRulesReviewStatus
        authorization/v1.SelfSubjectRulesReviewSpec
          namespace:1s
        authorization/v1.SubjectAccessReview kind=authorization.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.SubjectAccessReviewSpec! status:3.SubjectAccessReviewStatus
        authorization/v1.SubjectAccessReviewSpec
          resourceAttributes:1*.ResourceAttributes nonResourceAttributes:2*.NonResourceAttributes user:3s groups:4[s]
          extra:5{W} uid:6s
        authorization/v1.SubjectAccessReviewStatus
          allowed:1b! denied:4b reason:2s evaluationError:3s
        authorization/v1.SubjectRulesReviewStatus
          resourceRules:1[.ResourceRule]! nonResourceRules:2[.NonResourceRule]! incomplete:3b! evaluationError:4s
        certificates/v1.CertificateSigningRequest kind=certificates.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.CertificateSigningRequestSpec! status:3.CertificateSigningRequestStatus
        certificates/v1.CertificateSigningRequestCondition
          type:1s! status:6s! reason:2s message:3s lastUpdateTime:4T lastTransitionTime:5T
        certificates/v1.CertificateSigningRequestSpec
          request:1y! signerName:7s! expirationSeconds:8*i usages:5[s] username:2s uid:3s groups:4[s] extra:6{W}
        certificates/v1.CertificateSigningRequestStatus
          conditions:1[.CertificateSigningRequestCondition]map(type) certificate:2y
        rbac/v1.AggregationRule
          clusterRoleSelectors:1[meta/v1.LabelSelector]
        rbac/v1.ClusterRole kind=rbac.authorization.k8s.io
          metadata:1meta/v1.ObjectMeta rules:2[.PolicyRule]!? aggregationRule:3*.AggregationRule
        rbac/v1.ClusterRoleBinding kind=rbac.authorization.k8s.io
          metadata:1meta/v1.ObjectMeta subjects:2[.Subject] roleRef:3.RoleRef!
        rbac/v1.PolicyRule
          verbs:1[s]! apiGroups:2[s] resources:3[s] resourceNames:4[s] nonResourceURLs:5[s]
        rbac/v1.Role kind=rbac.authorization.k8s.io
          metadata:1meta/v1.ObjectMeta rules:2[.PolicyRule]!?
        rbac/v1.RoleBinding kind=rbac.authorization.k8s.io
          metadata:1meta/v1.ObjectMeta subjects:2[.Subject] roleRef:3.RoleRef!
        rbac/v1.RoleRef atomic
          apiGroup:1s!? kind:2s! name:3s!
        rbac/v1.Subject atomic
          kind:1s! apiGroup:2s name:3s! namespace:4s
        """#
}
