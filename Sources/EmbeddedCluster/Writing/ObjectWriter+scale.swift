import Manifests
import StructuredMerge

extension ObjectWriter {
    /// Writes the `scale` subresource: a Scale, or a patch of it, sets the workload's replicas.
    func scale(_ request: APIRequest) async throws(APIError) -> Answer {
        var scaled = request
        scaled.kind = ServedKind(
            kind: Scale.kind, plural: "\(request.kind.plural)/scale", singular: "scale",
            isNamespaced: request.kind.isNamespaced)
        guard request.method == .patch else {
            let (body, warnings) = try Self.body(scaled)
            try Self.requireName(of: body, scaled)
            return try await scale(request, warnings: warnings) { _, _ in body }
        }
        let type = try Self.patchType(request)
        if type == Self.applyType { return try await applyScale(request, scaled) }
        let patch = try Self.patch(request)
        return try await scale(request) { [scaled] (current, view) throws(APIError) in
            let raw = try Self.patched(current, by: patch, type: type, schema: view.registry.schemas[Scale.kind])
            guard raw.object != nil else { throw .badRequest("expected an object, found \(raw.kindInWords)") }
            let shown = ShownPatch(patch: patch, result: raw, isStrategic: type == Self.strategic)
            return try Self.pruned(raw, request: scaled, patch: shown).object
        }
    }

    /// - Parameter wanted: is given the Scale as it is, and says how it is to be.
    private func scale(
        _ request: APIRequest, warnings: [String] = [],
        _ wanted: @Sendable (Value, ObjectStore.View) throws(APIError) -> Value
    ) async throws(APIError) -> Answer {
        let (kind, context) = (request.kind, context())
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live = live?.converted(to: kind) else { throw .notFound(kind, request.name) }
            let wanted = try wanted(try Scale.of(live.value, kind: kind), view)
            try Self.checkScale(wanted, live, request)
            // A number that is left out is none, as everywhere in the server's types.
            let replicas = wanted[path: "spec", "replicas"] ?? 0
            let asked = Merge.update(
                from: live.value, to: Scale.setting(replicas, on: live.value, kind: kind),
                schema: view.registry.schemas[kind.kind], manager: request.manager, apiVersion: kind.kind.apiVersion,
                operation: .update, subresource: "scale", time: context.now, resetFields: FieldSet(),
                versions: view.registry.versions(of: kind.kind))
            return try Self.settleScaled(asked, live, request, view)
        }
        return Answer(
            code: 200, value: try Scale.of(KindConversion.convert(value, to: kind), kind: kind), warnings: warnings)
    }

    /// Applies a Scale: what it says of the replicas is applied to the workload's own field, which then is owned through
    /// the subresource (`ScaleHandler` of k8s.io/apimachinery).
    private func applyScale(_ request: APIRequest, _ scaled: APIRequest) async throws(APIError) -> Answer {
        let (configuration, manager) = try configuration(scaled)
        _ = try Self.pruned(configuration, request: scaled)
        let (kind, context) = (request.kind, context())
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live = live?.converted(to: kind) else { throw .notFound(kind, request.name) }
            try Self.checkScale(configuration, live, request)
            var part: Value = [
                "apiVersion": .string(kind.kind.apiVersion), "kind": .string(kind.kind.kind),
                "metadata": ["name": .string(request.name)],
            ]
            if let replicas = configuration[path: "spec", "replicas"] {
                part = Scale.setting(replicas, on: part, kind: kind)
            }
            let asked = try Self.applied(
                part, to: live.value, request: request, view: view, manager: manager, now: context.now)
            return try Self.settleScaled(asked, live, request, view)
        }
        return Answer(code: 200, value: try Scale.of(KindConversion.convert(value, to: kind), kind: kind))
    }

    /// - Throws: 409 for a Scale of another object or of another time, 422 for a number of replicas that cannot be.
    private static func checkScale(
        _ scale: Value, _ live: StoredObject, _ request: APIRequest
    ) throws(APIError) {
        if let replicas = scale[path: "spec", "replicas"]?.integer, replicas < 0 {
            throw .invalid(
                kind: Scale.kind.kind, group: Scale.kind.group, name: request.name,
                [.invalid("spec.replicas", String(replicas), "must be greater than or equal to 0")])
        }
        if let uid = scale.uid, !uid.isEmpty, uid != live.value.uid {
            var part = request.kind
            part.plural += "/scale"
            throw .otherUID(part, request.name, asked: uid, live: live.value)
        }
        if let version = scale.metadata["resourceVersion"]?.string, !version.isEmpty, version != String(live.version) {
            throw .stale(request.kind, request.name)
        }
    }

    /// To the workload it is an update like any other.
    private static func settleScaled(
        _ asked: Value, _ live: StoredObject, _ request: APIRequest, _ view: ObjectStore.View
    ) throws(APIError) -> ObjectStore.Outcome {
        var plain = request
        plain.subresource = ""
        return try settle(asked, live: live, request: plain, view: view)
    }
}
