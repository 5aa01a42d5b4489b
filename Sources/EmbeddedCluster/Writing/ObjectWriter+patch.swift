import Manifests
import StructuredMerge
import Synchronization

extension ObjectWriter {
    private static let patchTypes = [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        applyType,
    ]

    /// A configuration to be applied.
    static let applyType = "application/apply-patch+yaml"

    static let strategic = "application/strategic-merge-patch+json"

    func patch(_ request: APIRequest) async throws(APIError) -> Answer {
        let type = try Self.patchType(request)
        if type == Self.applyType { return try await apply(request) }
        let patch = try Self.patch(request)
        if type == Self.strategic, request.kind.isCustom {
            throw .unsupportedMediaType(type, Self.patchTypes.filter { $0 != type })
        }
        return try await merge(patch, type: type, request)
    }

    /// - Throws: 415 for what is no kind of patch.
    static func patchType(_ request: APIRequest) throws(APIError) -> String {
        let type = request.contentType.split(separator: ";").first.map { String($0).trimming() } ?? ""
        guard patchTypes.contains(type) else { throw .unsupportedMediaType(type, patchTypes) }
        return type
    }

    static func patch(_ request: APIRequest) throws(APIError) -> Value {
        do {
            return try JSON.parse(request.body)
        } catch {
            throw .badRequest("error decoding patch: \(error)")
        }
    }

    private func merge(_ patch: Value, type: String, _ request: APIRequest) async throws(APIError) -> Answer {
        let context = context()
        let warnings = Mutex<[String]>([])
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live = live?.converted(to: request.kind) else {
                throw .notFound(request.kind, request.name)
            }
            let schema = view.registry.schemas[request.kind.kind]
            let raw = try Self.patched(live.value, by: patch, type: type, schema: schema)
            guard raw.object != nil else { throw .badRequest("expected an object, found \(raw.kindInWords)") }
            let shown = ShownPatch(patch: patch, result: raw, isStrategic: type == Self.strategic)
            let (pruned, faults) = try Self.pruned(raw, request: request, patch: shown)
            warnings.withLock { $0 = faults }
            var new = pruned
            // A patch that names no version is a patch of whatever there is.
            if patch[path: "metadata", "resourceVersion"] == nil {
                new.metadata["resourceVersion"] = live.value.metadata["resourceVersion"]
            }
            return try Self.replace(live, with: new, request: request, view: view, context: context)
        }
        return Answer(
            code: 200, value: KindConversion.convert(value, to: request.kind),
            warnings: warnings.withLock { $0 })
    }

    static func patched(_ live: Value, by patch: Value, type: String, schema: TypeSchema) throws(APIError)
        -> Value
    {
        switch type {
        case "application/merge-patch+json":
            guard let patched = MergePatch.apply(patch, to: live) else { throw .badRequest("Invalid JSON Patch") }
            return patched
        case strategic: return try strategicallyMerged(live, with: patch, schema)
        default:
            do throws(JSONPatch.Failure) {
                return try JSONPatch.apply(patch, to: live)
            } catch {
                switch error {
                case .malformed(let why): throw .badRequest("error decoding patch: \(why)")
                case .tooMany(let count):
                    throw APIError(
                        code: 413, reason: "RequestEntityTooLarge",
                        message: "The allowed maximum operations in a JSON patch is \(JSONPatch.mostOperations), "
                            + "got \(count)")
                case .copiesTooMuch, .rejected: throw unprocessable
                }
            }
        }
    }

    private static func strategicallyMerged(_ live: Value, with patch: Value, _ schema: TypeSchema) throws(APIError)
        -> Value
    {
        guard let changes = patch.isNull ? Object() : patch.object else {
            throw .badRequest("error decoding patch: expected an object, found \(patch.kindInWords)")
        }
        do throws(StrategicMergeFailure) {
            return .object(try StrategicMergePatch.apply(changes, to: live.object ?? [:], schema: schema))
        } catch {
            switch error {
            case .badFormat: throw .badRequest(error.message)
            case .listOfLists: throw unprocessable
            default: throw APIError(code: 500, reason: "", message: error.message)
            }
        }
    }

    private static var unprocessable: APIError {
        APIError(
            code: 422, reason: "Invalid",
            message: "the server rejected our request due to an error in our request", details: [:])
    }

    // MARK: Server-side apply

    /// What is to be applied, and by whom.
    func configuration(_ request: APIRequest) throws(APIError) -> (value: Value, manager: String) {
        guard let manager = request.query["fieldManager"], !manager.isEmpty else {
            throw .invalid(
                kind: "PatchOptions", group: "meta.k8s.io", name: "",
                [.required("fieldManager", "is required for apply patch")])
        }
        var request = request
        request.contentType = "application/yaml"
        let body = try Self.read(request).value
        var configuration = try Self.placed(body, request, isApply: true)
        try Self.requireName(of: configuration, request)
        // The schema's errors name the object as the body does.
        if body.metadata["namespace"]?.string ?? "" == "" { configuration.metadata["namespace"] = nil }
        return (configuration, manager)
    }

    private func apply(_ request: APIRequest) async throws(APIError) -> Answer {
        let (configuration, manager) = try configuration(request)
        let (kind, context) = (request.kind, context())
        let existed = Mutex(false)
        let changed = try await store.stored(request.key) { [request, configuration] (live, view) throws(APIError) in
            existed.withLock { $0 = live != nil }
            let live = live?.converted(to: kind)
            if let uid = configuration.uid, !uid.isEmpty, uid != live?.value.uid {
                throw .otherUID(kind, request.name, asked: uid, live: live?.value)
            }
            if live == nil {
                guard request.subresource.isEmpty else { throw .notFound(kind, request.name) }
                try Self.requirePlace(request, view, kind: kind, name: request.name)
            }
            if let version = configuration.metadata["resourceVersion"]?.string, let live,
                version != String(live.version)
            {
                throw .stale(kind, request.name)
            }
            let applied = try Self.applied(
                configuration, to: live?.value, request: request, view: view, manager: manager, now: context.now)
            if let live { return try Self.settle(applied, live: live, request: request, view: view) }
            var new = try Strategy.prepareCreation(
                applied, kind: kind, context: context, services: view.services)
            new.metadata["namespace"] = request.namespace.map(Value.string)
            new.metadata["managedFields"] = applied.metadata["managedFields"]
            try Validation.check(new, live: nil, kind: kind)
            return ObjectStore.Outcome(
                object: new, decision: request.isDryRun ? .keep : .put(new))
        }
        let stored = changed.stored?.converted(to: kind)
        return Answer(
            code: existed.withLock { $0 } ? 200 : 201,
            value: stored?.value ?? KindConversion.convert(changed.answer, to: kind), stored: stored)
    }

    /// The merged object as its kind's type holds it, not yet defaulted: what is as good as absent is filled in like what
    /// is absent.
    static func applied(
        _ configuration: Value, to live: Value?, request: APIRequest, view: ObjectStore.View, manager: String,
        now: String
    ) throws(APIError) -> Value {
        let kind = request.kind
        let outcome = Merge.apply(
            configuration, to: live, schema: view.registry.schemas[kind.kind], manager: manager,
            apiVersion: kind.kind.apiVersion, force: request.flag("force") ?? false,
            subresource: request.subresource, time: now,
            resetFields: resetFields(kind, subresource: request.subresource),
            versions: view.registry.versions(of: kind.kind))
        switch outcome {
        case .success(let applied):
            // What is there already is as its type holds it.
            return holdsEmpty(configuration) ? try Strategy.cleaned(applied.object, kind: kind) : applied.object
        case .failure(.conflict(let conflict)): throw refusal(conflict)
        case .failure(.invalid(let invalid)):
            let isSchema = invalid.reason == .schema
            throw APIError(
                code: isSchema ? 500 : 400, reason: isSchema ? "" : "BadRequest", message: invalid.message)
        }
    }

    /// Whether a value is as good as absent, or has such a one.
    private static func holdsEmpty(_ value: Value) -> Bool {
        switch value {
        case .object(let object): object.isEmpty || object.members.contains { holdsEmpty($0.value) }
        case .array(let items): items.isEmpty || items.contains(where: holdsEmpty)
        case .string(let text): text.isEmpty
        case .integer(let number): number == 0
        case .double(let number): number == 0
        case .bool(let isTrue): !isTrue
        case .null: true
        }
    }

    private static func refusal(_ conflict: ConflictError) -> APIError {
        let causes = conflict.causes.map { cause -> Value in
            ["reason": .string(cause.reason), "message": .string(cause.message), "field": .string(cause.field)]
        }
        return APIError(
            code: 409, reason: "Conflict", message: conflict.description, details: ["causes": .array(causes)])
    }
}
