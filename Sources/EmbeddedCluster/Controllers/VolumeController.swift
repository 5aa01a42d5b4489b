import Manifests

/// Tells of a volume whether a claim has it, and deletes one that was made for a claim that is gone.
struct VolumeController: Controller {
    private static let provisionedBy = "pv.kubernetes.io/provisioned-by"
    private static let provisioner = "embedded.lockstep"

    let kinds: [GroupVersionKind] = [.volume]

    /// The volume of a claim for which nobody has made one.
    static func volume(_ name: String, for claim: Value, _ reference: Value) -> Value {
        var spec: Object = [
            "claimRef": reference, "persistentVolumeReclaimPolicy": "Delete",
            "csi": ["driver": .string(provisioner), "volumeHandle": .string(name)],
        ]
        spec["capacity"] = claim.spec["resources"]?["requests"]
        for field in ["accessModes", "storageClassName", "volumeMode"] { spec[field] = claim.spec[field] }
        return [
            "apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": ["name": .string(name), "annotations": [provisionedBy: .string(provisioner)]],
            "spec": .object(spec),
        ]
    }

    func reconcile(_ volume: Value, in workspace: ControllerWorkspace) async {
        var status = volume.status
        let reference = volume.spec["claimRef"]
        // A claim that is named before it is there has no uid yet.
        if let uid = reference?["uid"]?.string, !uid.isEmpty {
            let claim = await workspace.client.get(
                .volumeClaim, namespace: reference?["namespace"]?.string, name: reference?["name"]?.string ?? "")
            let isGone = claim?.uid != uid
            if isGone, volume.annotations[Self.provisionedBy]?.string == Self.provisioner,
                volume.spec["persistentVolumeReclaimPolicy"] == "Delete"
            {
                await workspace.delete(volume)
                return
            }
            status["phase"] = isGone ? "Released" : "Bound"
        } else {
            status["phase"] = "Available"
        }
        await workspace.write(status: status, to: volume)
    }
}
