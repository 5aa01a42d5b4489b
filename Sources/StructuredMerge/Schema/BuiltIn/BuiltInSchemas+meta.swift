extension BuiltInSchemas {
    /// The types of `meta/v1` that objects contain.
    static let meta = #"""
        meta.v1.Condition
          lastTransitionTime:u* message:s*="" observedGeneration:n reason:s*="" status:s*="" type:s*=""
        meta.v1.DeleteOptions
          apiVersion:s dryRun:[s] gracePeriodSeconds:n ignoreStoreReadErrorWithClusterBreakingPotential:b kind:s
          orphanDependents:b preconditions:.Preconditions propagationPolicy:s
        meta.v1.LabelSelector !
          matchExpressions:[.LabelSelectorRequirement] matchLabels:{s}
        meta.v1.LabelSelectorRequirement
          key:s*="" operator:s*="" values:[s]
        meta.v1.ManagedFieldsEntry
          apiVersion:s fieldsType:s fieldsV1:o manager:s operation:s subresource:s time:u
        meta.v1.ObjectMeta
          annotations:{s} creationTimestamp:u deletionGracePeriodSeconds:n deletionTimestamp:u
          finalizers:[s]set~merge generateName:s generation:n labels:{s} managedFields:[.ManagedFieldsEntry] name:s
          namespace:s ownerReferences:[.OwnerReference]map(uid)~merge:uid resourceVersion:s selfLink:s uid:s
        meta.v1.OwnerReference !
          apiVersion:s*="" blockOwnerDeletion:b controller:b kind:s*="" name:s*="" uid:s*=""
        meta.v1.Preconditions
          resourceVersion:s uid:s
        """#
}
