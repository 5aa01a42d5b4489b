extension APITypes {
    /// `admissionregistration.k8s.io` and `apiregistration.k8s.io`.
    static let admission = #"""
        admissionregistration/v1.ApplyConfiguration
          expression:1s
        admissionregistration/v1.AuditAnnotation
          key:1s! valueExpression:2s!
        admissionregistration/v1.ExpressionWarning
          fieldRef:2s! warning:3s!
        admissionregistration/v1.JSONPatch
          expression:1s
        admissionregistration/v1.MatchCondition
          name:1s! expression:2s!
        admissionregistration/v1.MatchResources atomic
          namespaceSelector:1*meta/v1.LabelSelector objectSelector:2*meta/v1.LabelSelector
          resourceRules:3[.NamedRuleWithOperations] excludeResourceRules:4[.NamedRuleWithOperations]
          matchPolicy:7*s|Equivalent,Exact
        admissionregistration/v1.MutatingAdmissionPolicy kind=admissionregistration.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.MutatingAdmissionPolicySpec
        admissionregistration/v1.MutatingAdmissionPolicyBinding kind=admissionregistration.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.MutatingAdmissionPolicyBindingSpec
        admissionregistration/v1.MutatingAdmissionPolicyBindingSpec
          policyName:1s paramRef:2*.ParamRef matchResources:3*.MatchResources
        admissionregistration/v1.MutatingAdmissionPolicySpec
          paramKind:1*.ParamKind matchConstraints:2*.MatchResources variables:3[.Variable] mutations:4[.Mutation]
          failurePolicy:5*s|Fail,Ignore matchConditions:6[.MatchCondition]map(name)~merge:name
          reinvocationPolicy:7s|IfNeeded,Never
        admissionregistration/v1.MutatingWebhook
          name:1s! clientConfig:2.WebhookClientConfig! rules:3[.RuleWithOperations] failurePolicy:4*s|Fail,Ignore
          matchPolicy:9*s|Equivalent,Exact namespaceSelector:5*meta/v1.LabelSelector
          objectSelector:11*meta/v1.LabelSelector sideEffects:6*s|None,NoneOnDryRun! timeoutSeconds:7*i
          admissionReviewVersions:8[s]! reinvocationPolicy:10*s|IfNeeded,Never
          matchConditions:12[.MatchCondition]map(name)~merge:name
        admissionregistration/v1.MutatingWebhookConfiguration kind=admissionregistration.k8s.io
          metadata:1meta/v1.ObjectMeta webhooks:2[.MutatingWebhook]map(name)~merge:name
        admissionregistration/v1.Mutation
          patchType:2s|ApplyConfiguration,JSONPatch! applyConfiguration:3*.ApplyConfiguration jsonPatch:4*.JSONPatch
        admissionregistration/v1.NamedRuleWithOperations atomic
          resourceNames:1[s] ^:2.RuleWithOperations
        admissionregistration/v1.ParamKind atomic
          apiVersion:1s kind:2s
        admissionregistration/v1.ParamRef atomic
          name:1s namespace:2s selector:3*meta/v1.LabelSelector parameterNotFoundAction:4*s|Allow,Deny
        admissionregistration/v1.Rule
          apiGroups:1[s] apiVersions:2[s] resources:3[s] scope:4*s|*,Cluster,Namespaced
        admissionregistration/v1.RuleWithOperations
          operations:1[s|*,CONNECT,CREATE,DELETE,UPDATE] ^:2.Rule
        admissionregistration/v1.ServiceReference
          namespace:1s! name:2s! path:3*s port:4*i
        admissionregistration/v1.TypeChecking
          expressionWarnings:1[.ExpressionWarning]
        admissionregistration/v1.ValidatingAdmissionPolicy kind=admissionregistration.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.ValidatingAdmissionPolicySpec status:3.ValidatingAdmissionPolicyStatus
        admissionregistration/v1.ValidatingAdmissionPolicyBinding kind=admissionregistration.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.ValidatingAdmissionPolicyBindingSpec
        admissionregistration/v1.ValidatingAdmissionPolicyBindingSpec
          policyName:1s paramRef:2*.ParamRef matchResources:3*.MatchResources
          validationActions:4[s|Audit,Deny,Warn]set
        admissionregistration/v1.ValidatingAdmissionPolicySpec
          paramKind:1*.ParamKind matchConstraints:2*.MatchResources validations:3[.Validation]
          failurePolicy:4*s|Fail,Ignore auditAnnotations:5[.AuditAnnotation]
          matchConditions:6[.MatchCondition]map(name)~merge:name variables:7[.Variable]map(name)~merge:name
        admissionregistration/v1.ValidatingAdmissionPolicyStatus
          observedGeneration:1l typeChecking:2*.TypeChecking conditions:3[meta/v1.Condition]map(type)
        admissionregistration/v1.ValidatingWebhook
          name:1s! clientConfig:2.WebhookClientConfig! rules:3[.RuleWithOperations] failurePolicy:4*s|Fail,Ignore
          matchPolicy:9*s|Equivalent,Exact namespaceSelector:5*meta/v1.LabelSelector
          objectSelector:10*meta/v1.LabelSelector sideEffects:6*s|None,NoneOnDryRun! timeoutSeconds:7*i
          admissionReviewVersions:8[s]! matchConditions:11[.MatchCondition]map(name)~merge:name
        admissionregistration/v1.ValidatingWebhookConfiguration kind=admissionregistration.k8s.io
          metadata:1meta/v1.ObjectMeta webhooks:2[.ValidatingWebhook]map(name)~merge:name
        admissionregistration/v1.Validation
          expression:1s! message:2s reason:3*s messageExpression:4s
        admissionregistration/v1.Variable atomic
          name:1s! expression:2s!
        admissionregistration/v1.WebhookClientConfig
          url:3*s service:1*.ServiceReference caBundle:2y
        apiregistration/v1.APIService kind=apiregistration.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.APIServiceSpec status:3.APIServiceStatus
        apiregistration/v1.APIServiceCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s
        apiregistration/v1.APIServiceSpec
          service:1*.ServiceReference group:2s version:3s insecureSkipTLSVerify:4b caBundle:5y
          groupPriorityMinimum:7i! versionPriority:8i!
        apiregistration/v1.APIServiceStatus
          conditions:1[.APIServiceCondition]map(type)~merge:type
        apiregistration/v1.ServiceReference
          namespace:1s name:2s port:3*i
        """#
}
