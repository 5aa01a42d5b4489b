import Manifests

/// Defaults of the group `resource.k8s.io`.
enum DeviceDefaults {
    static func fill(_ root: inout Object, kind: String) {
        switch kind {
        case "ResourceClaim": root.edit("spec", claim)
        case "ResourceClaimTemplate": root.edit("spec") { $0.edit("spec", claim) }
        case "ResourceSlice":
            root.edit("spec") { spec in
                spec.editEach("devices") { device in
                    device.edit("nodeAllocatableResourceMappings") { mappings in
                        for name in Array(mappings.keys) {
                            mappings.edit(name) { $0.fill("allocationMultiplier", "1") }
                        }
                    }
                }
            }
        default: break
        }
    }

    private static func claim(_ spec: inout Object) {
        spec.edit("devices") { devices in
            devices.editEach("requests") { request in
                request.edit("exactly", count)
                request.editEach("firstAvailable", count)
            }
        }
    }

    private static func count(_ request: inout Object) {
        request.fill("allocationMode", "ExactCount")
        if request["allocationMode"] == "ExactCount" { request.fill("count", 1) }
    }
}
