import Manifests
import StructuredMerge

/// Creates, replaces, patches, applies and deletes objects, as requests ask.
struct ObjectWriter: Sendable {
    let store: ObjectStore
    let context: @Sendable () -> WriteContext

    struct Answer: Sendable {
        var code: Int
        var value: Value
        /// The same as it is kept, printed already; nil where it was not written.
        var stored: StoredObject?
        /// What the client's user should know (RFC 7234, warn-code 299).
        var warnings: [String] = []
    }

    /// A body with the place that it names, checked against the request's own, and with the fields that its kind has.
    static func body(_ request: APIRequest) throws(APIError) -> (object: Value, warnings: [String]) {
        let (value, repeated) = try read(request)
        return try pruned(try placed(value, request), request: request, repeated: repeated)
    }

    /// A body as it is.
    ///
    /// - Returns: also the fields that it has twice; the last one counts.
    static func read(_ request: APIRequest) throws(APIError) -> (value: Value, repeated: [String]) {
        do {
            return try JSON.parseRepeating(request.body)
        } catch {
            if let value = yaml(request) { return (value, []) }
            throw .badRequest(
                BodyIdentity.unrecognized(
                    request, "couldn't get version/kind; json parse error: \(inGoWords(error))"))
        }
    }

    /// - Throws: 400 for a body of another kind or namespace than its path.
    static func placed(_ object: Value, _ request: APIRequest, isApply: Bool = false) throws(APIError) -> Value {
        var object = object
        object = try BodyIdentity.settle(object, of: request, isApply: isApply)
        if request.kind.isNamespaced {
            let named = object.metadata["namespace"]?.string ?? ""
            guard named.isEmpty || named == request.namespace else {
                throw .badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request")
            }
            object.metadata["namespace"] = request.namespace.map(Value.string)
        } else {
            object.metadata["namespace"] = nil
        }
        return object
    }

    private static func inGoWords(_ error: JSONError) -> String {
        error.message.contains("end of the text") ? "unexpected end of JSON input" : error.message
    }

    private static func yaml(_ request: APIRequest) -> Value? {
        guard request.contentType.contains("yaml") else { return nil }
        let (documents, diagnostics) = YAML.parse(request.body, file: "body")
        return diagnostics.isEmpty && documents.count == 1 ? documents.first?.value : nil
    }

    // MARK: Create

    func create(_ request: APIRequest) async throws(APIError) -> Answer {
        let (object, warnings) = try Self.body(request)
        var answer = try await createNamed(object, request: request)
        answer.warnings = warnings
        return answer
    }

    /// Names that were made up and are taken are made up anew, a few times (KEP-4420).
    private func createNamed(_ object: Value, request: APIRequest) async throws(APIError) -> Answer {
        let isGenerated = (object.metadata["name"]?.string ?? "").isEmpty && object.metadata["generateName"] != nil
        for _ in 0..<(isGenerated ? 7 : 0) {
            do throws(APIError) {
                return try await create(object, request: request)
            } catch {
                if error.reason != "AlreadyExists" { throw error }
            }
        }
        return try await create(object, request: request)
    }

    func create(_ object: Value, request: APIRequest) async throws(APIError) -> Answer {
        let context = context()
        let kind = request.kind
        // The name of a `generateName` is known only now, and must be: it is the key.
        var object = object
        if let prefix = object.metadata["generateName"]?.string, object.objectName.isEmpty {
            object.metadata["name"] = .string(prefix.prefix(58) + context.randomSuffix())
        }
        let name = object.objectName
        let key = ObjectKey(resource: kind.resource, namespace: request.namespace ?? "", name: name)
        let value = try await store.change(key) { [object] (live, view) throws(APIError) in
            try Self.requirePlace(request, view, kind: kind, name: name)
            let prepared = try Strategy.prepareCreation(
                object, kind: kind, context: context, services: view.services)
            try Validation.check(prepared, live: nil, kind: kind)
            if let version = object.metadata["resourceVersion"]?.string.flatMap(UInt64.init), version != 0,
                !request.isDryRun
            {
                throw APIError(
                    code: 500, reason: "", message: "resourceVersion should not be set on objects to be created")
            }
            if live != nil { throw .alreadyExists(kind, name) }
            var new = Merge.update(
                from: nil, to: Defaults.fill(object, kind: kind), schema: view.registry.schemas[kind.kind],
                manager: request.manager,
                apiVersion: kind.kind.apiVersion, operation: .update, time: context.now,
                resetFields: Self.resetFields(kind, subresource: ""), versions: view.registry.versions(of: kind.kind))
            new.metadata = new.metadata.merging(prepared.metadata, keeping: "managedFields")
            for field in ["spec", "status"] { new[field: field] = prepared[field] }
            return ObjectStore.Outcome(
                object: new, decision: request.isDryRun ? .keep : .put(new))
        }
        return Answer(code: 201, value: KindConversion.convert(value, to: kind))
    }

    /// - Throws: where the namespace or the definition takes nothing new.
    static func requirePlace(
        _ request: APIRequest, _ view: ObjectStore.View, kind: ServedKind, name: String
    ) throws(APIError) {
        if kind.isCustom {
            guard let now = view.registry[kind.kind] else { throw .unknownPath }
            if now.isTerminating { throw .definitionTerminating(kind) }
        }
        switch view.namespacePhase {
        case nil: throw .namespaceNotFound(request.namespace ?? "")
        case "Terminating":
            throw APIError(
                code: 403, reason: "Forbidden",
                message:
                    "\(kind.resource) \"\(name)\" is forbidden: unable to create new content in namespace \(request.namespace ?? "") because it is being terminated",
                details: ["name": .string(name), "kind": .string(kind.plural)])
        default: break
        }
    }

    static func resetFields(_ kind: ServedKind, subresource: String) -> FieldSet {
        ResetFields.of(
            kind.kind, subresource: subresource, hasStatusSubresource: kind.subresources.contains("status"),
            isCustomResource: kind.isCustom)
    }

    // MARK: Update

    func update(_ request: APIRequest) async throws(APIError) -> Answer {
        let (new, warnings) = try Self.body(request)
        try Self.requireName(of: new, request)
        let context = context()
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live = live?.converted(to: request.kind) else {
                throw .notFound(request.kind, request.name)
            }
            try Self.requireVersion(in: new, request)
            return try Self.replace(live, with: new, request: request, view: view, context: context)
        }
        return Answer(
            code: 200, value: KindConversion.convert(value, to: request.kind), warnings: warnings)
    }

    /// - Throws: 400 for a body that has another name than its path.
    static func requireName(of object: Value, _ request: APIRequest) throws(APIError) {
        let name = object.metadata["name"]?.string ?? request.name
        guard name == request.name else {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(request.name))")
        }
    }

    /// - Throws: 422 for an object that does not say which version it replaces, where its kind demands that.
    private static func requireVersion(in new: Value, _ request: APIRequest) throws(APIError) {
        let kind = request.kind
        guard kind.updatesNeedVersion, !namesVersion(new) else { return }
        let cause = APIError.Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update")
        throw .invalid(kind: kind.kind.kind, group: kind.kind.group, name: request.name, [cause])
    }

    private static func namesVersion(_ object: Value) -> Bool {
        !["", "0"].contains(object.metadata["resourceVersion"]?.string ?? "")
    }

    /// Decides an update whose new object is known.
    static func replace(
        _ live: StoredObject, with new: Value, request: APIRequest, view: ObjectStore.View, context: WriteContext
    ) throws(APIError) -> ObjectStore.Outcome {
        let kind = request.kind
        if let name = new.metadata["name"]?.string, name != live.value.objectName {
            let cause = APIError.Cause.invalid("metadata.name", JSON.string(.string(name)), "field is immutable")
            throw .invalid(kind: kind.kind.kind, group: kind.kind.group, name: name, [cause])
        }
        if namesVersion(new), new.metadata["resourceVersion"]?.string != String(live.version) {
            throw .stale(kind, request.name)
        }
        if let time = new.metadata["deletionTimestamp"], !time.isNull, !live.value.isBeingDeleted {
            let cause = APIError.Cause.invalid(
                "metadata.deletionTimestamp", JSON.string(time), "field is immutable")
            throw .invalid(kind: kind.kind.kind, group: kind.kind.group, name: request.name, [cause])
        }
        if let uid = new.uid, uid != live.value.uid {
            throw .otherUID(kind, request.name, asked: uid, live: live.value)
        }
        let asked = Merge.update(
            from: live.value, to: Defaults.fill(new, kind: kind), schema: view.registry.schemas[kind.kind],
            manager: request.manager,
            apiVersion: kind.kind.apiVersion, operation: .update, subresource: request.subresource, time: context.now,
            resetFields: resetFields(kind, subresource: request.subresource),
            versions: view.registry.versions(of: kind.kind))
        return try settle(asked, live: live, request: request, view: view)
    }

    /// The end of every update: server's fields, validation, and whether anything is to be written.
    static func settle(
        _ asked: Value, live: StoredObject, request: APIRequest, view: ObjectStore.View
    ) throws(APIError) -> ObjectStore.Outcome {
        let prepared = try Strategy.prepareUpdate(
            asked, live: live.value, kind: request.kind, subresource: request.subresource, services: view.services)
        let result = Merge.keepingTimestamps(of: live.value, in: prepared)
        if request.subresource.isEmpty {
            try Validation.check(result, live: live.value, kind: request.kind)
        } else {
            try Validation.checkPart(result, live: live.value, kind: request.kind)
        }
        let stored = KindConversion.stored(result, in: request.kind.storage)
        // A custom resource whose schema or stored version has changed is written anew by whatever is asked of it.
        let isSame = request.kind.isCustom ? stored == live.written : result == live.value
        if isSame { return ObjectStore.Outcome(object: live.value, decision: .keep) }
        if request.isDryRun { return ObjectStore.Outcome(object: result, decision: .keep) }
        // The last finalizer of an object that is being deleted takes the object along; a namespace has some in its
        // `spec` too.
        let isEmpty = request.kind.resource != .namespaces || (result.spec["finalizers"]?.array ?? []).isEmpty
        if result.isBeingDeleted, result.finalizers.isEmpty, isEmpty {
            return ObjectStore.Outcome(object: result, decision: .delete)
        }
        return ObjectStore.Outcome(object: result, decision: .put(stored))
    }
}

extension Object {
    /// Every member of the other object, but this object's own one of the key.
    func merging(_ other: Object, keeping key: String) -> Object {
        var result = other
        result[key] = self[key]
        return result
    }
}
