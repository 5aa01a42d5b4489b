import Manifests
import StructuredMerge

/// What the server itself writes into an object, and what it keeps a client from writing.
enum Strategy {
    /// Holds a namespace until it is empty.
    static let namespaceFinalizer: Value = "kubernetes"

    /// A new object: identity, defaults, an empty status.
    ///
    /// - Parameter services: the addresses that are not to be given again.
    static func prepareCreation(
        _ object: Value, kind: ServedKind, context: WriteContext, services: ServiceAddresses
    ) throws(APIError) -> Value {
        var object = object
        var metadata = object.metadata
        for field in [
            "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "uid",
        ] {
            metadata[field] = nil
        }
        metadata["uid"] = .string(context.newUID())
        metadata["creationTimestamp"] = .string(context.now)
        if kind.hasGeneration { metadata["generation"] = 1 }
        object.metadata = metadata
        if kind.subresources.contains("status") { object[field: "status"] = kind.isCustom ? nil : [:] }
        if kind.resource == .namespaces {
            var finalizers = object.spec["finalizers"]?.array ?? []
            if !finalizers.contains(namespaceFinalizer) { finalizers.append(namespaceFinalizer) }
            object[field: "spec"] = ["finalizers": .array(finalizers)]
            object[field: "status"] = ["phase": "Active"]
        }
        object = Defaults.fill(object, kind: kind)
        if kind.resource == .definitions {
            object[field: "status"] = DefinitionStatus.established(object, now: context.now)
        }
        if kind.resource == .services { object = try ServiceAllocation.fill(object, live: nil, taken: services) }
        if kind.kind.group == "batch", kind.kind.kind == "Job" { object = JobSelector.fill(object) }
        return try cleaned(object, kind: kind)
    }

    /// As the server's Go types print it: without the fields that are as good as absent.
    ///
    /// - Throws: 400 for a value that is not of its field's type.
    static func cleaned(_ object: Value, kind: ServedKind) throws(APIError) -> Value {
        do throws(FieldPruning.Mismatch) {
            return try FieldPruning(object, kind: kind).object
        } catch {
            throw .undecodable(kind.kind, error.message)
        }
    }

    /// A changed object: what only the server writes stays as it is, the generation counts.
    static func prepareUpdate(
        _ object: Value, live: Value, kind: ServedKind, subresource: String, services: ServiceAddresses
    ) throws(APIError) -> Value {
        var object = object
        var metadata = object.metadata
        for field in [
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "name",
            "namespace", "generateName",
        ] {
            metadata[field] = live.metadata[field]
        }
        metadata["resourceVersion"] = live.metadata["resourceVersion"]
        object.metadata = metadata
        if ["status", "approval"].contains(subresource) {
            var result = live
            result[field: "status"] =
                kind.resource == .signingRequests
                ? try SigningRequestStatus(live).following(object, subresource: subresource) : object["status"]
            result.metadata = statusMetadata(metadata, live: live.metadata, kind: kind)
            return try cleaned(result, kind: kind)
        }
        if kind.subresources.contains("status") { object[field: "status"] = live["status"] }
        if kind.resource == .namespaces, subresource != "finalize" { object[field: "spec"] = live["spec"] }
        // Who signs must be sure of what.
        if kind.resource == .signingRequests { object[field: "spec"] = live["spec"] }
        object = Defaults.fill(object, kind: kind)
        if kind.resource == .definitions {
            object[field: "status"] = DefinitionStatus.following(live["status"] ?? [:], object)
        }
        if kind.resource == .services { object = try ServiceAllocation.fill(object, live: live, taken: services) }
        object = try cleaned(object, kind: kind)
        let annotationsCount =
            kind.kind.kind == "Deployment" && object.metadata["annotations"] != live.metadata["annotations"]
        if kind.hasGeneration, asksForOther(object, than: live, kind: kind) || annotationsCount {
            object.metadata["generation"] = .integer((live.metadata["generation"]?.integer ?? 0) + 1)
        }
        return object
    }

    /// What a write of the status makes of the metadata: it may change what the kind's strategy does not reset, which
    /// is also what the writer comes to own.
    private static func statusMetadata(_ asked: Object, live: Object, kind: ServedKind) -> Object {
        let reset = ObjectWriter.resetFields(kind, subresource: "status")
        guard !reset.contains(FieldPath(fields: "metadata")) else {
            return asked.merging(live, keeping: "managedFields")
        }
        var metadata = asked
        for case .field(let name) in reset.below(.field("metadata")).elements { metadata[name] = live[name] }
        return metadata
    }

    /// Whether anything but metadata and status differs, in more than how a quantity is written.
    private static func asksForOther(_ new: Value, than old: Value, kind: ServedKind) -> Bool {
        guard var a = new.object, var b = old.object else { return new != old }
        for field in ["metadata", "status"] {
            a[field] = nil
            b[field] = nil
        }
        return !QuantitySpelling.same(.object(a), .object(b), kind: kind.kind)
    }
}

/// What a write takes from outside: the time and chance.
struct WriteContext: Sendable {
    /// RFC 3339, in UTC, whole seconds.
    var now: String
    var newUID: @Sendable () -> String
    /// Five characters for `generateName`.
    var randomSuffix: @Sendable () -> String
}
