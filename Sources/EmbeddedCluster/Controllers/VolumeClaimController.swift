import Manifests

/// Binds every claim to a volume that has just the size asked for.
struct VolumeClaimController: Controller {
    let kinds: [GroupVersionKind] = [.volumeClaim]

    func reconcile(_ claim: Value, in workspace: ControllerWorkspace) async {
        var claim = claim
        if claim.spec["volumeName"] == nil {
            claim.setSpec("volumeName", .string("pvc-\(claim.uid ?? claim.objectName)"))
            guard let bound = await workspace.update(claim) else { return }
            claim = bound
        }
        var status = claim.status
        status["phase"] = "Bound"
        status["accessModes"] = claim.spec["accessModes"]
        status["capacity"] = claim.spec["resources"]?["requests"]
        await workspace.write(status: status, to: claim)
    }
}
