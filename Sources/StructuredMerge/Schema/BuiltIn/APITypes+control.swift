extension APITypes {
    /// What controllers and the server itself keep: leases, events, priorities.
    static let control = #"""
        coordination/v1.Lease kind=coordination.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.LeaseSpec
        coordination/v1.LeaseSpec
          holderIdentity:1*s leaseDurationSeconds:2*i acquireTime:3*M renewTime:4*M leaseTransitions:5*i strategy:6*s
          preferredHolder:7*s
        events/v1.Event kind=events.k8s.io
          metadata:1meta/v1.ObjectMeta! eventTime:2M! series:3*.EventSeries reportingController:4s
          reportingInstance:5s action:6s reason:7s regarding:8core/v1.ObjectReference
          related:9*core/v1.ObjectReference note:10s type:11s deprecatedSource:12core/v1.EventSource
          deprecatedFirstTimestamp:13T deprecatedLastTimestamp:14T deprecatedCount:15i
        events/v1.EventSeries
          count:1i! lastObservedTime:2M!
        flowcontrol/v1.ExemptPriorityLevelConfiguration
          nominalConcurrencyShares:1*i lendablePercent:2*i
        flowcontrol/v1.FlowDistinguisherMethod
          type:1s|ByNamespace,ByUser!
        flowcontrol/v1.FlowSchema kind=flowcontrol.apiserver.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.FlowSchemaSpec status:3.FlowSchemaStatus
        flowcontrol/v1.FlowSchemaCondition
          type:1s status:2s lastTransitionTime:3T reason:4s message:5s
        flowcontrol/v1.FlowSchemaSpec
          priorityLevelConfiguration:1.PriorityLevelConfigurationReference! matchingPrecedence:2i!?=0
          distinguisherMethod:3*.FlowDistinguisherMethod rules:4[.PolicyRulesWithSubjects]
        flowcontrol/v1.FlowSchemaStatus
          conditions:1[.FlowSchemaCondition]map(type)~merge:type
        flowcontrol/v1.GroupSubject
          name:1s!
        flowcontrol/v1.LimitResponse
          type:1s|Queue,Reject! queuing:2*.QueuingConfiguration
        flowcontrol/v1.LimitedPriorityLevelConfiguration
          nominalConcurrencyShares:1*i limitResponse:2.LimitResponse lendablePercent:3*i borrowingLimitPercent:4*i
        flowcontrol/v1.NonResourcePolicyRule
          verbs:1[s]set! nonResourceURLs:6[s]set!
        flowcontrol/v1.PolicyRulesWithSubjects
          subjects:1[.Subject]! resourceRules:2[.ResourcePolicyRule] nonResourceRules:3[.NonResourcePolicyRule]
        flowcontrol/v1.PriorityLevelConfiguration kind=flowcontrol.apiserver.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.PriorityLevelConfigurationSpec status:3.PriorityLevelConfigurationStatus
        flowcontrol/v1.PriorityLevelConfigurationCondition
          type:1s status:2s lastTransitionTime:3T reason:4s message:5s
        flowcontrol/v1.PriorityLevelConfigurationReference
          name:1s!
        flowcontrol/v1.PriorityLevelConfigurationSpec
          type:1s|Exempt,Limited! limited:2*.LimitedPriorityLevelConfiguration
          exempt:3*.ExemptPriorityLevelConfiguration
        flowcontrol/v1.PriorityLevelConfigurationStatus
          conditions:1[.PriorityLevelConfigurationCondition]map(type)~merge:type
        flowcontrol/v1.QueuingConfiguration
          queues:1i!?=0 handSize:2i!?=0 queueLengthLimit:3i!?=0
        flowcontrol/v1.ResourcePolicyRule
          verbs:1[s]set! apiGroups:2[s]set! resources:3[s]set! clusterScope:4b namespaces:5[s]set!?
        flowcontrol/v1.ServiceAccountSubject
          namespace:1s! name:2s!
        flowcontrol/v1.Subject
          kind:1s|Group,ServiceAccount,User! user:2*.UserSubject group:3*.GroupSubject
          serviceAccount:4*.ServiceAccountSubject
        flowcontrol/v1.UserSubject
          name:1s!
        scheduling/v1.PriorityClass kind=scheduling.k8s.io
          metadata:1meta/v1.ObjectMeta value:2i! globalDefault:3b description:4s
          preemptionPolicy:5*s|Never,PreemptLowerPriority
        """#
}
