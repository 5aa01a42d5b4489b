import Manifests

extension BuiltInKinds {
    /// Kinds of which the server keeps what it is given: devices, volumes' drivers, admission policies, priorities of
    /// requests. Nothing in this cluster acts on them.
    static let kept = [
        make(
            "apiregistration.k8s.io/v1", "APIService", "apiservices", categories: ["api-extensions"],
            namespaced: false, status: true),
        make(
            "certificates.k8s.io/v1", "CertificateSigningRequest", "certificatesigningrequests", ["csr"],
            namespaced: false, status: true, more: ["approval"]),
        make("networking.k8s.io/v1", "IPAddress", "ipaddresses", ["ip"], namespaced: false),
        make("networking.k8s.io/v1", "ServiceCIDR", "servicecidrs", namespaced: false, status: true),
        make("storage.k8s.io/v1", "CSIDriver", "csidrivers", namespaced: false),
        make("storage.k8s.io/v1", "CSINode", "csinodes", namespaced: false),
        make("storage.k8s.io/v1", "CSIStorageCapacity", "csistoragecapacities"),
        make("storage.k8s.io/v1", "VolumeAttachment", "volumeattachments", namespaced: false, status: true),
        make("storage.k8s.io/v1", "VolumeAttributesClass", "volumeattributesclasses", ["vac"], namespaced: false),
        make("node.k8s.io/v1", "RuntimeClass", "runtimeclasses", namespaced: false),
        make("resource.k8s.io/v1", "DeviceClass", "deviceclasses", namespaced: false, generation: true),
        make("resource.k8s.io/v1", "ResourceClaim", "resourceclaims", status: true),
        make("resource.k8s.io/v1", "ResourceClaimTemplate", "resourceclaimtemplates"),
        make("resource.k8s.io/v1", "ResourceSlice", "resourceslices", namespaced: false, generation: true),
        make(
            "flowcontrol.apiserver.k8s.io/v1", "FlowSchema", "flowschemas", namespaced: false, status: true,
            generation: true),
        make(
            "flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", "prioritylevelconfigurations",
            namespaced: false, status: true, generation: true),
        policy("MutatingAdmissionPolicy", "mutatingadmissionpolicies"),
        policy("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings"),
        policy("ValidatingAdmissionPolicy", "validatingadmissionpolicies", status: true),
        policy("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"),
    ]

    private static func policy(_ kind: String, _ plural: String, status: Bool = false) -> ServedKind {
        make(
            "admissionregistration.k8s.io/v1", kind, plural, categories: ["api-extensions"], namespaced: false,
            status: status, generation: true)
    }
}
