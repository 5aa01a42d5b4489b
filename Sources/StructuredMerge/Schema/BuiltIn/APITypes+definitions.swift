extension APITypes {
    /// `apiextensions.k8s.io`.
    static let definitions = #"""
        apiextensions/v1.CustomResourceColumnDefinition
          name:1s! type:2s! format:3s description:4s priority:5i jsonPath:6s!
        apiextensions/v1.CustomResourceConversion
          strategy:1s|None,Webhook! webhook:2*.WebhookConversion
        apiextensions/v1.CustomResourceDefinition kind=apiextensions.k8s.io
          metadata:1meta/v1.ObjectMeta spec:2.CustomResourceDefinitionSpec! status:3.CustomResourceDefinitionStatus
        apiextensions/v1.CustomResourceDefinitionCondition
          type:1s! status:2s! lastTransitionTime:3T reason:4s message:5s observedGeneration:6l
        apiextensions/v1.CustomResourceDefinitionNames
          plural:1s! singular:2s shortNames:3[s] kind:4s! listKind:5s categories:6[s]
        apiextensions/v1.CustomResourceDefinitionSpec
          group:1s! names:3.CustomResourceDefinitionNames! scope:4s|Cluster,Namespaced!
          versions:7[.CustomResourceDefinitionVersion]! conversion:9*.CustomResourceConversion
          preserveUnknownFields:10b
        apiextensions/v1.CustomResourceDefinitionStatus
          conditions:1[.CustomResourceDefinitionCondition]map(type)!? acceptedNames:2.CustomResourceDefinitionNames!?
          storedVersions:3[s]!? observedGeneration:4l
        apiextensions/v1.CustomResourceDefinitionVersion
          name:1s! served:2b! storage:3b! deprecated:7b deprecationWarning:8*s schema:4*.CustomResourceValidation
          subresources:5*.CustomResourceSubresources additionalPrinterColumns:6[.CustomResourceColumnDefinition]
          selectableFields:9[.SelectableField]
        apiextensions/v1.CustomResourceSubresourceScale
          specReplicasPath:1s! statusReplicasPath:2s! labelSelectorPath:3*s
        apiextensions/v1.CustomResourceSubresourceStatus
        apiextensions/v1.CustomResourceSubresources
          status:1*.CustomResourceSubresourceStatus scale:2*.CustomResourceSubresourceScale
        apiextensions/v1.CustomResourceValidation
          openAPIV3Schema:1*.JSONSchemaProps
        apiextensions/v1.ExternalDocumentation
          description:1s url:2s
        apiextensions/v1.JSON any
        apiextensions/v1.JSONSchemaProps
          id:1s $schema:2s $ref:3*s description:4s type:5s format:6s title:7s default:8*.JSON maximum:9*d
          exclusiveMaximum:10b minimum:11*d exclusiveMinimum:12b maxLength:13*l minLength:14*l pattern:15s
          maxItems:16*l minItems:17*l uniqueItems:18b multipleOf:19*d enum:20[.JSON] maxProperties:21*l
          minProperties:22*l required:23[s] items:24*.JSONSchemaPropsOrArray allOf:25[.JSONSchemaProps]
          oneOf:26[.JSONSchemaProps] anyOf:27[.JSONSchemaProps] not:28*.JSONSchemaProps
          properties:29{.JSONSchemaProps} additionalProperties:30*.JSONSchemaPropsOrBool
          patternProperties:31{.JSONSchemaProps} dependencies:32{.JSONSchemaPropsOrStringArray}
          additionalItems:33*.JSONSchemaPropsOrBool definitions:34{.JSONSchemaProps}
          externalDocs:35*.ExternalDocumentation example:36*.JSON nullable:37b
          x-kubernetes-preserve-unknown-fields:38*b x-kubernetes-embedded-resource:39b x-kubernetes-int-or-string:40b
          x-kubernetes-list-map-keys:41[s] x-kubernetes-list-type:42*s x-kubernetes-map-type:43*s
          x-kubernetes-validations:44[.ValidationRule]map(rule)~merge:rule
        apiextensions/v1.JSONSchemaPropsOrArray any
        apiextensions/v1.JSONSchemaPropsOrBool any
        apiextensions/v1.JSONSchemaPropsOrStringArray any
        apiextensions/v1.SelectableField
          jsonPath:1s!
        apiextensions/v1.ServiceReference
          namespace:1s! name:2s! path:3*s port:4*i
        apiextensions/v1.ValidationRule
          rule:1s! message:2s messageExpression:3s
          reason:4*s|FieldValueDuplicate,FieldValueForbidden,FieldValueInvalid,FieldValueRequired fieldPath:5s
          optionalOldSelf:6*b
        apiextensions/v1.WebhookClientConfig
          url:3*s service:1*.ServiceReference caBundle:2y
        apiextensions/v1.WebhookConversion
          clientConfig:2*.WebhookClientConfig conversionReviewVersions:3[s]!
        """#
}
