import Manifests

/// What the server refuses of any object's metadata beside its name and labels (`ValidateObjectMeta` of
/// k8s.io/apimachinery).
enum MetadataValidation {
    /// - Parameter live: nil for a new object.
    static func faults(of object: Value, live: Value?, kind: ServedKind) -> [APIError.Cause] {
        let metadata = object.metadata
        var causes: [APIError.Cause] = []
        if let owners = metadata["ownerReferences"]?.array, owners != live?.metadata["ownerReferences"]?.array {
            causes += ownerFaults(owners)
        }
        if let finalizers = metadata["finalizers"]?.array {
            let names = finalizers.compactMap(\.string)
            causes += finalizerFaults(names, live: live)
            if qualifiesFinalizers(kind) { causes += unqualifiedFaults(names, live: live) }
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

    /// Groups whose kinds are validated without the rules of the group `core`.
    private static let libraryGroups: Set<String> = [
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "coordination.k8s.io",
        "policy",
    ]

    /// Whether the kind is one of those whose validation knows Kubernetes' own finalizers; others may have any.
    private static func qualifiesFinalizers(_ kind: ServedKind) -> Bool {
        !kind.isCustom && !libraryGroups.contains(kind.kind.group)
    }

    /// Those that say not whose they are (`validateKubeFinalizerName` of k8s.io/kubernetes), but for such as the object
    /// has already: all else of it may change, and they may go one by one.
    private static func unqualifiedFaults(_ finalizers: [String], live: Value?) -> [APIError.Cause] {
        let known = Set(["kubernetes", "orphan", "foregroundDeletion"] + (live?.finalizers ?? []))
        return finalizers.enumerated().filter { !$1.utf8.contains(UInt8(ascii: "/")) && !known.contains($1) }.map {
            .invalid(
                "metadata.finalizers[\($0)]", JSON.string(.string($1)),
                "name is neither a standard finalizer name nor is it fully qualified")
        }
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
