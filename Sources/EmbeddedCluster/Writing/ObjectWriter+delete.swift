import Manifests

extension ObjectWriter {
    /// What a deletion asks for, from the body or the query.
    private struct Options {
        var propagation: String
        var uid: String?
        var version: String?
        var isDryRun: Bool

        private static let propagations = ["Foreground", "Background", "Orphan", "nil"]

        /// - Throws: 400 for a body that cannot be read: its preconditions must not be passed over; 422 for values that
        ///   an option does not have (`ValidateDeleteOptions` of k8s.io/apimachinery).
        init(_ request: APIRequest) throws(APIError) {
            var body = Value.null
            if !request.body.isEmpty {
                do { body = try JSON.parse(request.body) } catch {
                    throw .badRequest("expected DeleteOptions: \(error)")
                }
            }
            let asked = body["propagationPolicy"]?.string ?? request.query["propagationPolicy"]
            let orphans = body["orphanDependents"]?.bool ?? request.flag("orphanDependents")
            var causes: [APIError.Cause] = []
            if let asked, orphans != nil {
                causes.append(
                    .invalid(
                        "propagationPolicy", "\"\(asked)\"",
                        "orphanDependents and deletionPropagation cannot be both set"))
            }
            if let asked, !Self.propagations.contains(asked) {
                causes.append(.unsupported("propagationPolicy", asked, Self.propagations))
            }
            for dryRun in body["dryRun"]?.array ?? [] where dryRun != "All" {
                causes.append(.unsupported("dryRun", dryRun.string ?? JSON.string(dryRun), ["All"]))
            }
            if !causes.isEmpty { throw .invalid(kind: "DeleteOptions", group: "meta.k8s.io", name: "", causes) }
            _ = try request.number("gracePeriodSeconds")
            propagation = asked ?? (orphans ?? false ? "Orphan" : "Background")
            uid = body[path: "preconditions", "uid"]?.string
            version = body[path: "preconditions", "resourceVersion"]?.string
            isDryRun = request.isDryRun || !(body["dryRun"]?.array ?? []).isEmpty
        }
    }

    /// As the admission plugin NamespaceLifecycle has them.
    private static let immortalNamespaces: Set<String> = ["default", "kube-public", "kube-system"]

    func delete(_ request: APIRequest) async throws(APIError) -> Answer {
        let options = try Options(request)
        let (kind, context) = (request.kind, context())
        let value = try await store.change(request.key) { (live, _) throws(APIError) in
            guard let live else { throw .notFound(kind, request.name) }
            if kind.resource == .namespaces, Self.immortalNamespaces.contains(request.name) {
                throw .forbidden(kind, request.name, "this namespace may not be deleted")
            }
            if let uid = options.uid, uid != live.value.uid {
                throw .precondition(kind, request.name, of: "UID", asked: uid, found: live.value.uid ?? "")
            }
            if let version = options.version, version != String(live.version) {
                throw .precondition(
                    kind, request.name, of: "ResourceVersion", asked: version, found: String(live.version))
            }
            return Self.decide(live.value, kind: kind, options: options, now: context.now)
        }
        if !options.isDryRun {
            if options.propagation == "Orphan" { await release(dependentsOf: value) }
            await collect(after: value, kind: kind)
        }
        return Answer(code: 200, value: Self.answer(KindConversion.convert(value, to: kind), kind: kind))
    }

    /// Removes the object, or marks it where finalizers hold it.
    private static func decide(_ live: Value, kind: ServedKind, options: Options, now: String) -> ObjectStore.Outcome {
        var object = live
        if options.propagation == "Foreground", !live.finalizers.contains("foregroundDeletion") {
            object.metadata["finalizers"] = .array(live.finalizers.map(Value.string) + ["foregroundDeletion"])
        }
        // A definition's finalizer comes with its deletion.
        if kind.resource == .definitions, !live.isBeingDeleted {
            object = DefinitionStatus.terminating(object, now: now)
        }
        let isHeld = !object.finalizers.isEmpty || kind.resource == .namespaces
        guard isHeld else { return ObjectStore.Outcome(object: object, decision: options.isDryRun ? .keep : .delete) }
        if !live.isBeingDeleted {
            object.metadata["deletionTimestamp"] = .string(now)
            object.metadata["deletionGracePeriodSeconds"] = 0
            if kind.hasGeneration {
                object.metadata["generation"] = .integer((live.metadata["generation"]?.integer ?? 0) + 1)
            }
            if kind.resource == .namespaces { object[field: "status"] = ["phase": "Terminating"] }
        }
        return ObjectStore.Outcome(object: object, decision: options.isDryRun || object == live ? .keep : .put(object))
    }

    /// The object while it is held, a `Status` once it is gone.
    private static func answer(_ value: Value, kind: ServedKind) -> Value {
        if value.isBeingDeleted { return value }
        var details: Object = [
            "name": value.metadata["name"] ?? "", "kind": .string(kind.plural), "uid": value.metadata["uid"] ?? "",
        ]
        if !kind.kind.group.isEmpty { details["group"] = .string(kind.kind.group) }
        return [
            "apiVersion": "v1", "kind": "Status", "metadata": [:], "status": "Success", "details": .object(details),
        ]
    }

    func deleteCollection(_ request: APIRequest) async throws(APIError) -> Answer {
        let selector = try SelectableFields.selector(request)
        try ListOptions.check(request)
        let matching = await store.list(request.kind.resource, namespace: request.namespace).filter {
            selector.matches($0.value)
        }
        for object in matching {
            var one = request
            one.name = object.value.metadata["name"]?.string ?? ""
            one.namespace = object.value.metadata["namespace"]?.string
            do throws(APIError) { _ = try await delete(one) } catch { if error.code != 404 { throw error } }
        }
        let list: Value = [
            "apiVersion": .string(request.kind.kind.apiVersion), "kind": .string("\(request.kind.kind.kind)List"),
            "metadata": ["resourceVersion": .string(String(await store.version))],
            "items": .array(matching.map { KindConversion.convert($0.value, to: request.kind) }),
        ]
        return Answer(code: 200, value: list)
    }
}
