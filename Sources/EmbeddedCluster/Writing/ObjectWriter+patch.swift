import Manifests
import StructuredMerge

extension ObjectWriter {
    private static let patchTypes = [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
        "application/apply-patch+yaml",
    ]

    func patch(_ request: APIRequest) async throws(APIError) -> Answer {
        let type = request.contentType.split(separator: ";").first.map { String($0).trimming() } ?? ""
        switch type {
        case "application/apply-patch+yaml": return try await apply(request)
        case "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json":
            let patch: Value
            do {
                patch = try JSON.parse(request.body)
            } catch {
                throw .badRequest("error decoding patch: \(error)")
            }
            if type == "application/strategic-merge-patch+json", request.kind.isCustom {
                throw .unsupportedMediaType(type, Self.patchTypes.filter { $0 != type })
            }
            return try await merge(patch, type: type, request)
        default: throw .unsupportedMediaType(type, Self.patchTypes)
        }
    }

    private func merge(_ patch: Value, type: String, _ request: APIRequest) async throws(APIError) -> Answer {
        let context = context()
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live else { throw .notFound(request.kind, request.name) }
            var new = try Self.patched(
                live.value, by: patch, type: type, schema: view.registry.schemas[request.kind.kind])
            // A patch that names no version is a patch of whatever there is.
            if patch[path: "metadata", "resourceVersion"] == nil {
                new.metadata["resourceVersion"] = live.value.metadata["resourceVersion"]
            }
            return try Self.replace(live, with: new, request: request, view: view, context: context)
        }
        return Answer(code: 200, value: value)
    }

    private static func patched(_ live: Value, by patch: Value, type: String, schema: TypeSchema) throws(APIError)
        -> Value
    {
        switch type {
        case "application/merge-patch+json": return MergePatch.apply(patch, to: live)
        case "application/strategic-merge-patch+json": return StrategicMergePatch.apply(patch, to: live, schema: schema)
        default:
            do throws(JSONPatch.Failure) {
                return try JSONPatch.apply(patch, to: live)
            } catch {
                switch error {
                case .malformed(let why): throw .badRequest("error decoding patch: \(why)")
                case .rejected:
                    throw APIError(
                        code: 422, reason: "Invalid",
                        message: "the server rejected our request due to an error in our request",
                        details: [:])
                }
            }
        }
    }

    // MARK: Server-side apply

    func apply(_ request: APIRequest) async throws(APIError) -> Answer {
        guard let manager = request.query["fieldManager"], !manager.isEmpty else {
            throw .invalid(
                kind: "PatchOptions", group: "meta.k8s.io", name: "",
                [.required("fieldManager", "is required for apply patch")])
        }
        var request = request
        request.contentType = "application/yaml"
        var configuration = try parse(request)
        let named = configuration.metadata["name"]?.string ?? request.name
        guard named == request.name else {
            throw .badRequest("the name of the object (\(named)) does not match the name on the URL (\(request.name))")
        }
        // Ownership never covers the namespace; the schema's errors name the object as the body does.
        configuration.metadata["namespace"] = nil
        let (kind, context) = (request.kind, context())
        let existed = await store[request.key] != nil
        let value = try await store.change(request.key) { [request, configuration] (live, view) throws(APIError) in
            if live == nil {
                guard request.subresource.isEmpty else { throw .notFound(kind, request.name) }
                try Self.requireNamespace(request, view, kind: kind, name: request.name)
            }
            let outcome = Merge.apply(
                configuration, to: live?.value, schema: view.registry.schemas[kind.kind], manager: manager,
                apiVersion: kind.kind.apiVersion, force: request.query["force"] == "true",
                subresource: request.subresource,
                time: context.now, resetFields: Self.resetFields(kind, subresource: request.subresource))
            switch outcome {
            case .failure(.conflict(let conflict)): throw Self.refusal(conflict)
            case .failure(.invalid(let invalid)):
                throw APIError(
                    code: invalid.reason == .schema ? 500 : 400, reason: invalid.reason == .schema ? "" : "BadRequest",
                    message: invalid.message)
            case .success(let applied):
                if let live { return try Self.settle(applied.object, live: live, request: request) }
                var new = Strategy.prepareCreation(applied.object, kind: kind, context: context)
                new.metadata["namespace"] = request.namespace.map(Value.string)
                new.metadata["managedFields"] = applied.object.metadata["managedFields"]
                try Validation.check(new, live: nil, kind: kind)
                return ObjectStore.Outcome(object: new, decision: request.isDryRun ? .keep : .put(new))
            }
        }
        return Answer(code: existed ? 200 : 201, value: value)
    }

    private static func refusal(_ conflict: ConflictError) -> APIError {
        let causes = conflict.causes.map { cause -> Value in
            ["reason": .string(cause.reason), "message": .string(cause.message), "field": .string(cause.field)]
        }
        return APIError(
            code: 409, reason: "Conflict", message: conflict.description, details: ["causes": .array(causes)])
    }
}
