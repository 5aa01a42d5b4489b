package import Manifests

/// What the strategies of the API server take from the stored object, whatever a write says, so that no writer comes
/// to own it (`GetResetFields`).
package enum ResetFields {
    /// - Parameters:
    ///   - subresource: empty for the object itself.
    ///   - hasStatusSubresource: of a custom resource, whether its version declares it; built-in kinds have it
    ///     wherever they have a status.
    package static func of(
        _ kind: GroupVersionKind, subresource: String, hasStatusSubresource: Bool = true, isCustomResource: Bool
    ) -> FieldSet {
        if isCustomResource { return ofCustomResource(subresource, hasStatusSubresource) }
        switch (kind.groupKind.description, subresource) {
        case ("ConfigMap", _), ("Secret", _), ("ServiceAccount", _), ("Endpoints", _), ("Event", _),
            ("LimitRange", _), ("PodTemplate", _):
            return FieldSet()
        case ("Deployment.apps", "status"):
            return paths("spec", "metadata.labels")
        // Of some the strategy keeps the metadata though it does not say so.
        case ("CustomResourceDefinition.apiextensions.k8s.io", "status"),
            ("APIService.apiregistration.k8s.io", "status"), ("FlowSchema.flowcontrol.apiserver.k8s.io", "status"),
            ("PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io", "status"),
            ("ResourceClaim.resource.k8s.io", "status"), ("ServiceCIDR.networking.k8s.io", "status"),
            ("ValidatingAdmissionPolicy.admissionregistration.k8s.io", "status"),
            ("VolumeAttachment.storage.k8s.io", "status"):
            return paths("metadata", "spec")
        case ("Pod", "status"):
            return paths("spec", "metadata.deletionTimestamp", "metadata.ownerReferences")
        case (_, "status"), (_, "approval"):
            return paths("spec")
        case (_, ""):
            return paths("status")
        default:
            return FieldSet()
        }
    }

    private static func ofCustomResource(_ subresource: String, _ hasStatusSubresource: Bool) -> FieldSet {
        switch subresource {
        case "status": paths("metadata", "spec")
        case "": hasStatusSubresource ? paths("status") : FieldSet()
        default: FieldSet()
        }
    }

    private static func paths(_ texts: String...) -> FieldSet {
        FieldSet(texts.map { text in FieldPath(text.split(separator: ".").map { .field(String($0)) }) })
    }
}
