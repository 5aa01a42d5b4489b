import Manifests
import StructuredMerge

extension ObjectWriter {
    /// Writes the `scale` subresource: the body, or a merge patch of it, sets the workload's replicas.
    func scale(_ request: APIRequest) async throws(APIError) -> Answer {
        let body: Value
        do {
            body = try JSON.parse(request.body)
        } catch {
            throw .badRequest("expected a Scale: \(error)")
        }
        let (kind, context) = (request.kind, context())
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live = live?.converted(to: kind) else { throw .notFound(kind, request.name) }
            let current = try Scale.of(live.value, kind: kind)
            guard let wanted = request.method == .put ? body : MergePatch.apply(body, to: current) else {
                throw .badRequest("Invalid JSON Patch")
            }
            if let version = wanted.metadata["resourceVersion"]?.string, !version.isEmpty,
                version != String(live.version)
            {
                throw .stale(kind, request.name)
            }
            let asked = Merge.update(
                from: live.value, to: Scale.setting(wanted, on: live.value, kind: kind),
                schema: view.registry.schemas[kind.kind], manager: request.manager, apiVersion: kind.kind.apiVersion,
                operation: .update, subresource: "scale",
                time: context.now,
                resetFields: FieldSet(), versions: view.registry.versions(of: kind.kind))
            var plain = request
            plain.subresource = ""
            return try Self.settle(asked, live: live, request: plain)
        }
        return Answer(code: 200, value: try Scale.of(value, kind: kind))
    }
}
