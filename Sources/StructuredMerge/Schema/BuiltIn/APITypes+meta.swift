extension APITypes {
    /// What objects of all kinds share.
    static let meta = #"""
        meta/v1.Condition
          type:1s! status:2s! observedGeneration:3l lastTransitionTime:4T! reason:5s! message:6s!
        meta/v1.DeleteOptions typed
          gracePeriodSeconds:1*l preconditions:2*.Preconditions orphanDependents:3*b propagationPolicy:4*s dryRun:5[s]
          ignoreStoreReadErrorWithClusterBreakingPotential:6*b
        meta/v1.FieldSelectorRequirement
          key:1s! operator:2s! values:3[s]
        meta/v1.LabelSelector atomic
          matchLabels:1{s} matchExpressions:2[.LabelSelectorRequirement]
        meta/v1.LabelSelectorRequirement
          key:1s! operator:2s! values:3[s]
        meta/v1.ManagedFieldsEntry
          manager:1s operation:2s apiVersion:3s time:4*T fieldsType:6s fieldsV1:7*F subresource:8s
        meta/v1.ObjectMeta
          name:1s generateName:2s namespace:3s selfLink:4s uid:5s resourceVersion:6s generation:7l
          creationTimestamp:8T- deletionTimestamp:9*T deletionGracePeriodSeconds:10*l labels:11{s} annotations:12{s}
          ownerReferences:13[.OwnerReference]map(uid)~merge:uid finalizers:14[s]set~merge
          managedFields:17[.ManagedFieldsEntry]
        meta/v1.OwnerReference atomic
          apiVersion:5s! kind:1s! name:3s! uid:4s! controller:6*b blockOwnerDeletion:7*b
        meta/v1.Preconditions
          uid:1*s resourceVersion:2*s
        """#
}
