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

    /// What can be told of an apply without asking the cluster.
    enum Prediction {
        case unchanged
        /// The object as it would be, before the cluster fills in and its webhooks change it; so it may turn out to be
        /// no change.
        case changed(Value)
        /// A conflict, or an object that the schema does not fit.
        case unknown
    }

    static func predict(_ resource: AdmittedResource, live: Value, schemas: SchemaCatalog) -> Prediction {
        let (schema, apiVersion) = (schemas[resource.kind], resource.kind.apiVersion)
        if Merge.changesNothing(
            resource.object, on: live, schema: schema, manager: manager, apiVersion: apiVersion)
        {
            return .unchanged
        }
        let outcome = Merge.apply(
            resource.object, to: live, schema: schema, manager: manager, apiVersion: apiVersion, force: true, time: "",
            versions: schemas.versions(of: resource.kind))
        guard case .success(let applied) = outcome else { return .unknown }
        return !applied.changed && isEqual(live, applied.object) ? .unchanged : .changed(applied.object)
    }

    static func applyChangesNothing(_ resource: AdmittedResource, live: Value, schemas: SchemaCatalog) -> Bool {
        if case .unchanged = predict(resource, live: live, schemas: schemas) { true } else { false }
    }

    /// Whether Lockstep's entries in two versions of an object name the same fields, in the same version of its kind.
    static func isEqual(_ before: Value, _ after: Value) -> Bool {
        entries(of: before) == entries(of: after)
    }

    private static func entries(of object: Value) -> [[Value?]] {
        let fields = object[path: "metadata", "managedFields"]?.array ?? []
        return fields.filter { $0["manager"]?.string == manager }.map { [$0["apiVersion"], $0["fieldsV1"]] }
    }
}
