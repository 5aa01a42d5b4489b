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
        await hold(for: claim, in: workspace)
    }

    /// Notes on a volume that somebody made whose it is now.
    private func hold(for claim: Value, in workspace: ControllerWorkspace) async {
        guard let name = claim.spec["volumeName"]?.string,
            var volume = await workspace.client.get(.volume, namespace: nil, name: name), volume.spec["claimRef"] == nil
        else { return }
        volume.setSpec(
            "claimRef",
            [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": .string(claim.objectName),
                "namespace": .string(claim.objectNamespace ?? ""), "uid": .string(claim.uid ?? ""),
            ])
        await workspace.update(volume)
    }
}

/// Tells of a volume whether a claim has it.
struct VolumeController: Controller {
    let kinds: [GroupVersionKind] = [.volume]

    func reconcile(_ volume: Value, in workspace: ControllerWorkspace) async {
        // A claim that is named before it is there has no uid yet.
        let isBound = !(volume.spec["claimRef"]?["uid"]?.string ?? "").isEmpty
        var status = volume.status
        status["phase"] = isBound ? "Bound" : "Available"
        await workspace.write(status: status, to: volume)
    }
}
