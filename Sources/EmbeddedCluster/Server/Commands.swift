import Manifests
import StructuredMerge
import Trust

/// What is asked of the server, or of one object, without being an object itself: reviews, evictions, bindings, tokens
/// and logs.
struct Commands: Sendable {
    let writer: ObjectWriter
    let now: String

    func answer(_ request: APIRequest) async throws(APIError) -> APIHandler.Answer {
        if request.kind.isReview, request.kind.kind.kind != "Binding" {
            return try Review.answer(request, now: now)
        }
        switch request.subresource {
        case "", "binding": return try await bind(request)
        case "eviction": return try await evict(request)
        case "token": return try await token(request)
        default: throw await absent(request)
        }
    }

    private func body(_ request: APIRequest) throws(APIError) -> Value {
        guard request.method == .post else { throw .methodNotAllowed(request.kind) }
        do {
            return try JSON.parse(request.body)
        } catch {
            throw .badRequest("expected an object: \(error)")
        }
    }

    /// Puts a pod on a node (`v1.Binding`).
    private func bind(_ request: APIRequest) async throws(APIError) -> APIHandler.Answer {
        let binding = try body(request)
        let name = request.name.isEmpty ? binding.objectName : request.name
        guard let pods = writer.store.registry[.pod] else { throw .unknownPath }
        let key = ObjectKey(resource: pods.resource, namespace: request.namespace ?? "", name: name)
        _ = try await writer.store.change(key) { (live, _) throws(APIError) in
            guard var pod = live?.value else { throw .notFound(pods, name) }
            if let node = pod.spec["nodeName"]?.string, !node.isEmpty {
                throw .conflict(pods, name, "pod \(name) is already assigned to node \"\(node)\"")
            }
            if Scheduler.isGated(pod) {
                throw .conflict(pods, name, "pod \(name) has non-empty .spec.schedulingGates")
            }
            pod.setSpec("nodeName", binding[path: "target", "name"])
            return ObjectStore.Outcome(object: pod, decision: .put(pod))
        }
        return .json(201, Self.success)
    }

    private static let success: Value = [
        "apiVersion": "v1", "kind": "Status", "metadata": [:], "status": "Success", "code": 201,
    ]

    /// Deletes a pod (`policy/v1.Eviction`), if its disruption budget allows that.
    private func evict(_ request: APIRequest) async throws(APIError) -> APIHandler.Answer {
        let eviction = try body(request)
        let isDryRun = request.isDryRun || eviction[path: "deleteOptions", "dryRun"]?.array?.isEmpty == false
        try await Eviction(store: writer.store, now: now).spend(on: request, isDryRun: isDryRun)
        var deletion = request
        deletion.method = .delete
        deletion.subresource = ""
        deletion.body = eviction["deleteOptions"].map { JSON.write($0) } ?? []
        _ = try await writer.delete(deletion)
        return .json(201, Self.success)
    }

    /// A token that names the account and is signed by nobody (RFC 7519, section 6): there is no log-in to use it for.
    private func token(_ request: APIRequest) async throws(APIError) -> APIHandler.Answer {
        let asked = try body(request)
        guard await writer.store[request.key] != nil else { throw .notFound(request.kind, request.name) }
        let seconds = asked[path: "spec", "expirationSeconds"]?.integer ?? 3600
        let start = Timestamp(now)?.seconds ?? 0
        let end = start.addingReportingOverflow(max(600, min(seconds, 1 << 32))).partialValue
        let subject = "system:serviceaccount:\(request.namespace ?? ""):\(request.name)"
        let claims: Value = ["exp": .integer(end), "iat": .integer(start), "sub": .string(subject)]
        let parts = [JSON.write(["alg": "none", "typ": "JWT"]), JSON.write(claims)].map(Base64.encodeURLSafe)
        var answer = asked
        answer[field: "status"] = [
            "token": .string(parts.joined(separator: ".") + "."),
            "expirationTimestamp": .string(Clock.text(seconds: end)),
        ]
        return .json(201, answer)
    }

    /// What would need containers that run.
    private func absent(_ request: APIRequest) async -> APIError {
        guard await writer.store[request.key] != nil else { return .notFound(request.kind, request.name) }
        let missing =
            switch request.subresource {
            case "log": "no output to show"
            case "proxy", "portforward": "nothing to connect to"
            default: "no process to speak to"
            }
        return .badRequest(
            "\(request.kind.plural)/\(request.subresource) of \"\(request.name)\" is not available: the embedded cluster runs no containers, so there is \(missing)"
        )
    }
}
