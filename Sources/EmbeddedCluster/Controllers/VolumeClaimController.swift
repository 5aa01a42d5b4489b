import Manifests

/// Binds every claim to a volume that has just the size asked for, and makes that volume where nobody has.
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
        await hold(for: claim, in: workspace)
    }

    /// What becomes of the volume is seen there.
    func cleanUp(after claim: Value, in workspace: ControllerWorkspace) async {
        guard let name = claim.spec["volumeName"]?.string,
            let volume = await workspace.client.get(.volume, namespace: nil, name: name)
        else { return }
        await VolumeController().reconcile(volume, in: workspace)
    }

    /// Notes on a volume that somebody made whose it is now, or makes one.
    private func hold(for claim: Value, in workspace: ControllerWorkspace) async {
        guard let name = claim.spec["volumeName"]?.string else { return }
        let reference: Value = [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": .string(claim.objectName),
            "namespace": .string(claim.objectNamespace ?? ""), "uid": .string(claim.uid ?? ""),
        ]
        guard var volume = await workspace.client.get(.volume, namespace: nil, name: name) else {
            await workspace.create(VolumeController.volume(name, for: claim, reference))
            return
        }
        guard volume.spec["claimRef"] == nil else { return }
        volume.setSpec("claimRef", reference)
        await workspace.update(volume)
    }
}
