import Manifests
import StructuredMerge

/// What Lockstep owns of a live object, by the server's own record.
enum Ownership {
    static let manager = "lockstep"
    /// Tools whose work a takeover continues: what they set and Git does not declare goes away. Everybody else's
    /// fields stay theirs.
    private static let predecessors: Set<String> = [
        "kubectl", "kubectl-client-side-apply", "kubectl-create", "kubectl-replace", "before-first-apply",
    ]

    /// What must be written before the first apply of an object that another tool has kept; nil for all others.
    static func takeover(of live: Value, for resource: AdmittedResource, schemas: SchemaCatalog) -> Takeover? {
        Merge.takeover(
            of: live, for: resource.object, schema: schemas[resource.kind], manager: manager,
            apiVersion: resource.kind.apiVersion, from: predecessors)
    }

    /// Whether applying the object would change nothing, as far as that can be told without asking the cluster.
    ///
    /// - Returns: false where it would, and where that cannot be told: the cluster normalises values
    ///   (`1000m` to `1`) and its admission webhooks may change them.
    static func applyChangesNothing(_ resource: AdmittedResource, live: Value, schemas: SchemaCatalog) -> Bool {
        let (schema, apiVersion) = (schemas[resource.kind], resource.kind.apiVersion)
        if Merge.changesNothing(
            resource.object, on: live, schema: schema, manager: manager, apiVersion: apiVersion)
        {
            return true
        }
        let outcome = Merge.apply(
            resource.object, to: live, schema: schema, manager: manager, apiVersion: apiVersion, force: true, time: "")
        guard case .success(let applied) = outcome else { return false }
        return !applied.changed && isEqual(live, applied.object)
    }

    /// Whether Lockstep's entries in two versions of an object name the same fields.
    static func isEqual(_ before: Value, _ after: Value) -> Bool {
        entries(of: before) == entries(of: after)
    }

    private static func entries(of object: Value) -> [Value] {
        let fields = object[path: "metadata", "managedFields"]?.array ?? []
        return fields.filter { $0["manager"]?.string == manager }.compactMap { $0["fieldsV1"] }
    }
}
