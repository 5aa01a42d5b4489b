import Manifests

/// What the API server's own code fills into absent fields, and its documents do not declare.
///
/// Only of types that stand in lists and maps which are owned as a whole: there an absent field would count as a change,
/// everywhere else it is nobody's. Source: the `zz_generated.defaults.go` of Kubernetes 1.36 and what they call.
enum ServerDefaults {
    /// By the type's name in ``APITypes``, then by field.
    private static let values: [String: [String: Value]] = [
        "admissionregistration/v1.Rule": ["scope": "*"],
        "admissionregistration/v1.RuleWithOperations": ["scope": "*"],
        "admissionregistration/v1.NamedRuleWithOperations": ["scope": "*"],
        "batch/v1.PodFailurePolicyOnPodConditionsPattern": ["status": "True"],
        "core/v1.EndpointPort": ["protocol": "TCP"],
        "core/v1.ObjectFieldSelector": ["apiVersion": "v1"],
        "core/v1.PersistentVolumeClaim": [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": ["phase": "Pending"],
        ],
        "core/v1.PersistentVolumeClaimSpec": ["volumeMode": "Filesystem"],
        "core/v1.ResourceFieldSelector": ["divisor": "0"],
        "core/v1.ServiceAccountTokenProjection": ["expirationSeconds": 3600],
        "discovery/v1.EndpointPort": ["name": "", "protocol": "TCP"],
        "networking/v1.NetworkPolicyPort": ["protocol": "TCP"],
        "rbac/v1.RoleRef": ["apiGroup": "rbac.authorization.k8s.io"],
        "rbac/v1.Subject": ["apiGroup": "rbac.authorization.k8s.io"],
        "resource/v1.DeviceSubRequest": ["allocationMode": "ExactCount", "count": 1],
        "resource/v1.ExactDeviceRequest": ["allocationMode": "ExactCount", "count": 1],
    ]

    private static let byDocumentName = Dictionary(
        uniqueKeysWithValues: values.map { (APIType.documentName($0.key), $0.value) })

    /// - Parameter type: as in ``APITypes``, or as in an OpenAPI document.
    static func of(_ type: String) -> [String: Value] { values[type] ?? byDocumentName[type] ?? [:] }
}

extension TypeDefinition {
    /// The same type, with what the server fills into its fields.
    func filled(as name: String) -> TypeDefinition {
        let values = ServerDefaults.of(name)
        guard !values.isEmpty, let map else { return self }
        let fields = map.fields.map { field in
            var field = field
            field.filledValue = values[field.name]
            return field
        }
        return TypeDefinition(
            scalar: scalar, list: list,
            map: MapSchema(fields: fields, additional: map.additional, isAtomic: map.isAtomic),
            format: format)
    }
}
