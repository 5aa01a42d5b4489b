package import Manifests
import Transport

/// How a write is to be done.
package struct WriteOptions: Sendable, Hashable {
    /// What the server does with fields that its schema does not know.
    package enum FieldValidation: String, Sendable { case strict = "Strict", warn = "Warn", ignore = "Ignore" }

    package var fieldManager = "lockstep"
    /// Apply only: takes fields over from other managers.
    package var force = false
    /// The server does everything but keep the result.
    package var isDryRun = false
    package var fieldValidation = FieldValidation.strict

    package init(fieldManager: String = "lockstep", force: Bool = false, isDryRun: Bool = false) {
        self.fieldManager = fieldManager
        self.force = force
        self.isDryRun = isDryRun
    }

    var query: [(String, String)] {
        [("fieldManager", fieldManager), ("fieldValidation", fieldValidation.rawValue)]
            + (isDryRun ? [("dryRun", "All")] : [])
    }
}

package struct DeleteOptions: Sendable, Hashable {
    package enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    package var propagation = Propagation.background
    /// Deletes this very object, not one of the same name made since.
    package var uid: String?
    /// Deletes it only if nothing has changed it since.
    package var resourceVersion: String?
    package var isDryRun = false

    package init(
        propagation: Propagation = .background, uid: String? = nil, resourceVersion: String? = nil,
        isDryRun: Bool = false
    ) {
        self.propagation = propagation
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.isDryRun = isDryRun
    }

    var body: Value {
        var preconditions = Object()
        preconditions["uid"] = uid.map { .string($0) }
        preconditions["resourceVersion"] = resourceVersion.map { .string($0) }
        var body: Object = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue),
        ]
        if !preconditions.isEmpty { body["preconditions"] = .object(preconditions) }
        if isDryRun { body["dryRun"] = ["All"] }
        return .object(body)
    }
}

/// What the server made of an apply.
package struct AppliedObject: Sendable {
    package var object: Value
    /// It was not there before (201).
    package var wasCreated: Bool
}

/// What a deletion has come to.
package enum Deletion: Sendable, Hashable {
    case gone
    /// The object as it is now: finalizers, or its dependents, hold it.
    case pending(Value)
}

extension ClusterClient {
    /// Server-side apply: our fields become as the object says, others' stay.
    ///
    /// Name and namespace are the object's own. Repeating it is safe, so a lost answer is asked for again.
    package func apply(
        _ object: Value, as resource: APIResource, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws(ClusterError) -> AppliedObject {
        var call = try objectCall(.patch, "apply", object, resource, subresource)
        call.query = options.query + (options.force ? [("force", "true")] : [])
        call.isIdempotent = true
        // JSON is YAML.
        call.body = ("application/apply-patch+yaml", JSON.write(object))
        let response = try await send(call)
        let wanted = ExpectedObject(resource, object, subresource: subresource, isDryRun: options.isDryRun)
        return AppliedObject(
            object: try wanted.check(try Self.value(response, call), call.operation), wasCreated: response.status == 201
        )
    }

    /// - Throws: ``ClusterError``; `.alreadyExists`.
    package func create(
        _ object: Value, as resource: APIResource, options: WriteOptions = WriteOptions()
    ) async throws(ClusterError) -> Value {
        let namespace = object[path: "metadata", "namespace"]?.string
        let name = object[path: "metadata", "name"]?.string ?? object[path: "metadata", "generateName"]?.string
        let operation = operation("create", resource, namespace: namespace, name: name ?? "")
        if resource.isNamespaced { _ = try objectPath(resource, namespace, "name", nil, operation) }
        var call = Call(.post, resource.path(namespace: namespace), operation)
        call.query = options.query
        call.body = ("application/json", JSON.write(object))
        let wanted = ExpectedObject(resource, object, isDryRun: options.isDryRun)
        return try wanted.check(try await value(call), operation)
    }

    /// Replaces the object; with a resourceVersion in it only if it is still that one.
    package func update(
        _ object: Value, as resource: APIResource, subresource: String? = nil, options: WriteOptions = WriteOptions()
    ) async throws(ClusterError) -> Value {
        var call = try objectCall(.put, "update", object, resource, subresource)
        call.query = options.query
        call.body = ("application/json", JSON.write(object))
        let wanted = ExpectedObject(resource, object, subresource: subresource, isDryRun: options.isDryRun)
        return try wanted.check(try await value(call), call.operation)
    }

    /// Merges into the object (RFC 7396): null removes a field.
    package func patch(
        _ change: Value, _ resource: APIResource, namespace: String? = nil, name: String, subresource: String? = nil,
        options: WriteOptions = WriteOptions()
    ) async throws(ClusterError) -> Value {
        let operation = operation("patch", resource, namespace: namespace, name: name)
        var call = Call(.patch, try objectPath(resource, namespace, name, subresource, operation), operation)
        call.query = options.query
        call.body = ("application/merge-patch+json", JSON.write(change))
        let wanted = ExpectedObject(
            resource, namespace: namespace, name: name, subresource: subresource, isDryRun: options.isDryRun)
        return try wanted.check(try await value(call), operation)
    }

    /// - Throws: ``ClusterError``; `.notFound` when there is nothing to delete, `.conflict` when a precondition
    ///   does not hold.
    package func delete(
        _ resource: APIResource, namespace: String? = nil, name: String, options: DeleteOptions = DeleteOptions()
    ) async throws(ClusterError) -> Deletion {
        let operation = operation("delete", resource, namespace: namespace, name: name)
        var call = Call(.delete, try objectPath(resource, namespace, name, nil, operation), operation)
        call.body = ("application/json", JSON.write(options.body))
        let answer = try await value(call)
        if answer["kind"]?.string != "Status" {
            _ = try ExpectedObject(resource, namespace: namespace, name: name, isDryRun: true).check(answer, operation)
        }
        // A Status says that it is gone; the object itself, that a deletion has begun.
        let isBeingDeleted = answer[path: "metadata", "deletionTimestamp"]?.string != nil
        return isBeingDeleted && !options.isDryRun ? .pending(answer) : .gone
    }

    private func objectCall(
        _ method: HTTPMethod, _ verb: String, _ object: Value, _ resource: APIResource, _ subresource: String?
    ) throws(ClusterError) -> Call {
        let namespace = object[path: "metadata", "namespace"]?.string
        let name = object[path: "metadata", "name"]?.string ?? ""
        let operation = operation(verb, resource, namespace: namespace, name: name)
        return Call(method, try objectPath(resource, namespace, name, subresource, operation), operation)
    }
}
