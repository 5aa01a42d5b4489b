extension BuiltInSchemas {
    /// The types of `apiextensions.k8s.io/v1`, `events.k8s.io/v1`, `storage.k8s.io/v1`, `scheduling.k8s.io/v1` and
    /// `discovery.k8s.io/v1` that manifests use. Versions of a definition are one atomic list, so their schemas are
    /// left free.
    static let extensions = #"""
        apiextensions.v1.CustomResourceDefinition @apiextensions.k8s.io/v1/CustomResourceDefinition
          apiVersion:s kind:s metadata:meta.v1.ObjectMeta*={} spec:.CustomResourceDefinitionSpec*={}
          status:.CustomResourceDefinitionStatus*={}
        apiextensions.v1.CustomResourceDefinitionCondition
          lastTransitionTime:u message:s observedGeneration:n reason:s status:s*="" type:s*=""
        apiextensions.v1.CustomResourceDefinitionNames
          categories:[s] kind:s*="" listKind:s plural:s*="" shortNames:[s] singular:s
        apiextensions.v1.CustomResourceDefinitionSpec
          conversion:.CustomResourceConversion group:s*="" names:.CustomResourceDefinitionNames*={}
          preserveUnknownFields:b scope:s*="" versions:[.CustomResourceDefinitionVersion]*
        apiextensions.v1.CustomResourceDefinitionStatus
          acceptedNames:.CustomResourceDefinitionNames*={}
          conditions:[.CustomResourceDefinitionCondition]map(type) observedGeneration:n storedVersions:[s]
        apiextensions.v1.CustomResourceDefinitionVersion
          additionalPrinterColumns:[o] deprecated:b deprecationWarning:s name:s*="" schema:o selectableFields:[o]
          served:b*=false storage:b*=false subresources:o
        apiextensions.v1.CustomResourceConversion
          strategy:s*="" webhook:.WebhookConversion
        apiextensions.v1.WebhookConversion
          clientConfig:.WebhookClientConfig conversionReviewVersions:[s]*
        apiextensions.v1.WebhookClientConfig
          caBundle:s service:.ServiceReference url:s
        apiextensions.v1.ServiceReference
          name:s*="" namespace:s*="" path:s port:n
        events.v1.Event @events.k8s.io/v1/Event
          action:s apiVersion:s deprecatedCount:n deprecatedFirstTimestamp:u deprecatedLastTimestamp:u
          deprecatedSource:core.v1.EventSource*={} eventTime:u* kind:s metadata:meta.v1.ObjectMeta*={} note:s
          reason:s regarding:core.v1.ObjectReference*={} related:core.v1.ObjectReference reportingController:s
          reportingInstance:s series:.EventSeries type:s
        events.v1.EventSeries
          count:n*=0 lastObservedTime:u*
        storage.v1.StorageClass @storage.k8s.io/v1/StorageClass
          allowVolumeExpansion:b allowedTopologies:[core.v1.TopologySelectorTerm] apiVersion:s kind:s
          metadata:meta.v1.ObjectMeta*={} mountOptions:[s] parameters:{s} provisioner:s*="" reclaimPolicy:s
          volumeBindingMode:s
        core.v1.TopologySelectorTerm !
          matchLabelExpressions:[.TopologySelectorLabelRequirement]
        core.v1.TopologySelectorLabelRequirement
          key:s*="" values:[s]*
        scheduling.v1.PriorityClass @scheduling.k8s.io/v1/PriorityClass
          apiVersion:s description:s globalDefault:b kind:s metadata:meta.v1.ObjectMeta*={} preemptionPolicy:s
          value:n*=0
        discovery.v1.EndpointSlice @discovery.k8s.io/v1/EndpointSlice
          addressType:s*="" apiVersion:s endpoints:[.Endpoint]* kind:s metadata:meta.v1.ObjectMeta*={}
          ports:[.EndpointPort]
        discovery.v1.Endpoint
          addresses:[s]set* conditions:.EndpointConditions*={} deprecatedTopology:{s} hints:.EndpointHints hostname:s
          nodeName:s targetRef:core.v1.ObjectReference zone:s
        discovery.v1.EndpointConditions
          ready:b serving:b terminating:b
        discovery.v1.EndpointHints
          forNodes:[.ForNode] forZones:[.ForZone]
        discovery.v1.ForNode
          name:s*=""
        discovery.v1.ForZone
          name:s*=""
        discovery.v1.EndpointPort !
          appProtocol:s name:s port:n protocol:s
        """#
}
