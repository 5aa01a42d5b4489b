import Manifests
import StructuredMerge

/// What Lockstep owns of a live object, by the server's own record.
enum Ownership {
    static let manager = "lockstep"
    /// What a server or a controller sets, so that it is not a predecessor's where nothing says whose it is.
    static let ownerless = FieldSet([
        FieldPath(fields: "status"), FieldPath(fields: "spec", "replicas"), FieldPath(fields: "spec", "clusterIP"),
        FieldPath(fields: "spec", "clusterIPs"), FieldPath(fields: "spec", "volumeName"),
        FieldPath(fields: "spec", "nodeName"), FieldPath(fields: "metadata", "ownerReferences"),
        FieldPath(fields: "metadata", "finalizers"),
    ])

    /// What must be written before an apply of an object that another tool has kept; nil for all others.
    static func takeover(
        of live: Value, for resource: AdmittedResource, from predecessors: Predecessors, schemas: SchemaCatalog
    ) -> Takeover? {
        guard predecessors.haveWorked(on: live) else { return nil }
        return Merge.takeover(
            of: live, for: resource.object, schema: schemas[resource.kind], manager: manager,
            apiVersion: resource.kind.apiVersion, from: predecessors.managers(of: live), ownerless: ownerless,
            versions: schemas.versions(of: resource.kind))
    }

    private static func managedFields(of live: Value) -> [Value] {
        live[path: "metadata", "managedFields"]?.array ?? []
    }

    /// Whether Lockstep has applied the object.
    static func isApplied(_ live: Value) -> Bool { managedFields(of: live).contains(where: isOwnApply) }

    static func isOwnApply(_ entry: Value) -> Bool {
        entry["manager"]?.string == manager && entry["operation"]?.string == "Apply"
            && (entry["subresource"]?.string ?? "").isEmpty
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

    static func predict(
        _ resource: AdmittedResource, live: Value, from predecessors: Predecessors, schemas: SchemaCatalog
    ) -> Prediction {
        if let takeover = takeover(of: live, for: resource, from: predecessors, schemas: schemas),
            takeover.dropsFields || !isApplied(live)
        {
            return .changed(takeover.merged)
        }
        return predict(resource.object, of: resource.kind, live: live, schemas: schemas)
    }

    /// Of an apply of any object by Lockstep, with nothing to take over.
    static func predict(
        _ object: Value, of kind: GroupVersionKind, live: Value, schemas: SchemaCatalog
    ) -> Prediction {
        let (schema, apiVersion) = (schemas[kind], kind.apiVersion)
        if Merge.changesNothing(object, on: live, schema: schema, manager: manager, apiVersion: apiVersion) {
            return .unchanged
        }
        let outcome = Merge.apply(
            object, to: live, schema: schema, manager: manager, apiVersion: apiVersion, force: true, time: "",
            versions: schemas.versions(of: kind))
        guard case .success(let applied) = outcome else { return .unknown }
        if applied.contentChanged || !isEqual(live, applied.object, schema) { return .changed(applied.object) }
        return hasForeignWords(live, schema, apiVersion: apiVersion) ? .unknown : .unchanged
    }

    static func applyChangesNothing(
        _ resource: AdmittedResource, live: Value, from predecessors: Predecessors, schemas: SchemaCatalog
    ) -> Bool {
        if case .unchanged = predict(resource, live: live, from: predecessors, schemas: schemas) { true } else { false }
    }

    /// Who owns, with another value, what an apply would change.
    static func owners(of resource: AdmittedResource, live: Value, schemas: SchemaCatalog) -> [FieldOwner] {
        let outcome = Merge.apply(
            resource.object, to: live, schema: schemas[resource.kind], manager: manager,
            apiVersion: resource.kind.apiVersion, force: false, time: "", versions: schemas.versions(of: resource.kind))
        guard case .failure(.conflict(let error)) = outcome else { return [] }
        return error.conflicts.map { FieldOwner($0, in: resource.object) }
    }

    /// The fields that differ, as far as that can be told without the cluster: where the objects do not fit the schema,
    /// which a changed type does to the live one, those that are declared.
    static func differences(
        of resource: AdmittedResource, live: Value, schemas: SchemaCatalog
    ) -> [FieldDifference] {
        let schema = schemas[resource.kind]
        let outcome = Merge.apply(
            resource.object, to: live, schema: schema, manager: manager, apiVersion: resource.kind.apiVersion,
            force: true, time: "", versions: schemas.versions(of: resource.kind))
        guard case .success(let applied) = outcome else {
            return FieldDifference.between(live, and: overlay(resource.object, on: live), schema: schema)
        }
        return FieldDifference.between(live, and: schema.settling(applied.object, on: live), schema: schema)
    }

    /// What is live with what is declared laid over it, without a schema: items are told by their places.
    private static func overlay(_ declared: Value, on live: Value) -> Value {
        switch (declared, live) {
        case (.object(let wanted), .object(var present)):
            for member in wanted where !member.value.isNull {
                present[member.key] = overlay(member.value, on: present[member.key] ?? .null)
            }
            return .object(present)
        case (.array(let wanted), .array(let present)) where wanted.count == present.count:
            return .array(zip(wanted, present).map { overlay($0, on: $1) })
        default: return declared
        }
    }

    /// Whether Lockstep owns the same of two versions of an object, as far as that can ever matter.
    ///
    /// An entry in another version of the kind says the same in other words: the next apply that changes something
    /// rewrites it. To own a map that is not empty, or what neither version has, means nothing.
    static func isEqual(_ before: Value, _ after: Value, _ schema: TypeSchema) -> Bool {
        let (old, new) = (entries(of: before), entries(of: after))
        if old == new { return true }
        guard old.count == 1, new.count == 1, isOwnApply(old[0]), isOwnApply(new[0]) else { return false }
        if old[0]["apiVersion"] != new[0]["apiVersion"] { return true }
        guard let own = old[0]["fieldsV1"].flatMap({ try? FieldSet(fieldsV1: $0) }),
            let next = new[0]["fieldsV1"].flatMap({ try? FieldSet(fieldsV1: $0) })
        else { return false }
        let leaves = [before, after].map { FieldSet.ofLeaves(in: $0, schema: schema).subtracting(StrippedFields.set) }
        return own.subtracting(next).union(next.subtracting(own))
            .intersection(leaves[0].union(leaves[1])).isEmpty
    }

    /// Whether what Lockstep owns is recorded in another version of the kind, in fields that this one does not have:
    /// what becomes of those that are no longer declared, only who converts them can tell.
    private static func hasForeignWords(_ live: Value, _ schema: TypeSchema, apiVersion: String) -> Bool {
        managedFields(of: live).contains { entry in
            guard isOwnApply(entry), entry["apiVersion"]?.string != apiVersion else { return false }
            guard let fields = entry["fieldsV1"].flatMap({ try? FieldSet(fieldsV1: $0) }) else { return true }
            return !fields.isKnown(to: schema)
        }
    }

    /// Times do not count.
    private static func entries(of object: Value) -> [Value] {
        managedFields(of: object).filter { $0["manager"]?.string == manager }.map { entry in
            guard case .object(var members) = entry else { return entry }
            members["time"] = nil
            return .object(members)
        }
    }
}
