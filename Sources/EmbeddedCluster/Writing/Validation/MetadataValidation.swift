import Manifests

/// What the server refuses of any object's metadata beside its name and labels (`ValidateObjectMeta` of
/// k8s.io/apimachinery).
enum MetadataValidation {
    /// - Parameter live: nil for a new object.
    static func faults(of object: Value, live: Value?) -> [APIError.Cause] {
        let metadata = object.metadata
        var causes: [APIError.Cause] = []
        if let owners = metadata["ownerReferences"]?.array, owners != live?.metadata["ownerReferences"]?.array {
            causes += ownerFaults(owners)
        }
        if let finalizers = metadata["finalizers"]?.array {
            causes += finalizerFaults(finalizers.compactMap(\.string), live: live)
        }
        return causes
    }

    private static func ownerFaults(_ owners: [Value]) -> [APIError.Cause] {
        let field = "metadata.ownerReferences"
        var causes: [APIError.Cause] = []
        var controller: String?
        for owner in owners {
            let kind = GroupVersionKind(
                apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "")
            if kind.version.isEmpty {
                let text = JSON.string(owner["apiVersion"] ?? "")
                causes.append(.invalid("\(field).apiVersion", text, "version must not be empty"))
            }
            for name in ["kind", "name", "uid"] where owner[name]?.string ?? "" == "" {
                causes.append(.invalid("\(field).\(name)", "\"\"", "must not be empty"))
            }
            if kind == .event {
                causes.append(
                    .invalid(field, JSON.string(owner), "/v1, Kind=Event is disallowed from being an owner"))
            }
            guard owner["controller"]?.bool == true else { continue }
            let name = "\(kind.kind)/\(owner["name"]?.string ?? "")"
            if let controller {
                causes.append(
                    .invalid(
                        field, JSON.string(.array(owners)),
                        "Only one reference can have Controller set to true. Found \"true\" in references for \(controller) and \(name)"
                    ))
            }
            controller = controller ?? name
        }
        return causes
    }

    private static func finalizerFaults(_ finalizers: [String], live: Value?) -> [APIError.Cause] {
        let field = "metadata.finalizers"
        var causes: [APIError.Cause] = []
        if let live, live.isBeingDeleted {
            let new = Set(finalizers).subtracting(live.finalizers).sorted()
            if !new.isEmpty {
                let shown = new.map { JSON.string(.string($0)) }.joined(separator: ", ")
                causes.append(
                    .forbidden(
                        field,
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{\(shown)}"
                    ))
            }
        }
        for finalizer in finalizers {
            guard let fault = LabelText.fault(ofKey: finalizer) else { continue }
            causes.append(.invalid(field, JSON.string(.string(finalizer)), fault))
        }
        if Set(finalizers).isSuperset(of: ["orphan", "foregroundDeletion"]) {
            causes.append(
                .invalid(
                    field, JSON.string(.array(finalizers.map(Value.string))),
                    "finalizer orphan and foregroundDeletion cannot be both set"))
        }
        return causes
    }
}
