import Manifests

/// Serves InferenceServices as KServe does on Knative: a revision for every predictor, and traffic among them.
///
/// The revisions are kept as ControllerRevisions that hold the predictor, so that a restart forgets none.
struct InferenceServiceController: Controller {
    let kinds: [GroupVersionKind] = [.inferenceService, .kubeflowInferenceService]

    func reconcile(_ service: Value, in workspace: ControllerWorkspace) async {
        let revisions = await workspace.children(.controllerRevision, of: service)
            .sorted { $0["revision"]?.integer ?? 0 < $1["revision"]?.integer ?? 0 }
        let template = Self.template(of: service)
        var latest = revisions.last
        if latest?["data"] != template {
            let newest = latest?["revision"]?.integer ?? 0
            let number = newest == .max ? newest : newest + 1
            latest = await workspace.create(Self.revision(number, template: template, of: service))
        }
        guard let name = latest?.objectName else { return }
        let components = service.status["components"]?["predictor"] ?? [:]
        let used = Set(
            ["latestReadyRevision", "latestRolledoutRevision", "previousRolledoutRevision"]
                .compactMap { components[$0]?.string })
        for revision in revisions.dropLast(10) where !used.contains(revision.objectName) {
            await workspace.delete(revision)
        }
        let serving = PredictorTraffic(service: service, latestCreated: name)
        await workspace.write(status: serving.status(of: service, now: workspace.now), to: service)
    }

    /// What makes a revision: the predictor without the share of traffic that it gets.
    static func template(of service: Value) -> Value {
        var predictor = service.spec["predictor"]?.object ?? [:]
        predictor["canaryTrafficPercent"] = nil
        return .object(predictor)
    }

    private static func revision(_ number: Int64, template: Value, of service: Value) -> Value {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        var metadata: Object = [
            "name": .string("\(service.objectName)-predictor-\(padded)"),
            "ownerReferences": [service.asControllerReference],
            "labels": ["serving.kserve.io/inferenceservice": .string(service.objectName)],
        ]
        metadata["namespace"] = service.objectNamespace.map(Value.string)
        return [
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": .object(metadata),
            "revision": .integer(number), "data": template,
        ]
    }
}
