import Manifests
import StructuredMerge

/// What the server refuses of a PersistentVolumeClaim (`ValidatePersistentVolumeClaimSpec` of k8s.io/kubernetes).
enum VolumeClaimValidation {
    static func faults(of claim: Value) -> [APIError.Cause] {
        let modes = (claim.spec["accessModes"]?.array ?? []).compactMap(\.string)
        let storage = "spec.resources[storage]"
        var causes: [APIError.Cause] = []
        if modes.isEmpty { causes.append(.required("spec.accessModes", "at least 1 access mode is required")) }
        causes += SelectorValidation.faults(of: claim.spec["selector"], at: "spec.selector")
        if modes.contains("ReadWriteOncePod"), Set(modes).count > 1 {
            causes.append(.forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes"))
        }
        guard let size = claim.spec["resources"]?[path: "requests", "storage"].flatMap({ Quantity($0) }) else {
            return causes + [.required(storage)]
        }
        if let zero = Quantity(0), !(zero < size) {
            causes.append(.invalid(storage, "\"\(size)\"", "must be greater than zero"))
        }
        return causes
    }
}
