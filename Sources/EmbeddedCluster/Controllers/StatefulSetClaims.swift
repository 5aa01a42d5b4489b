import Manifests

/// The claims for volumes of a StatefulSet's pods: each pod's own, made before it, and deleted with it or with the set
/// where `persistentVolumeClaimRetentionPolicy` says so (KEP-1847): the claim is then owned by the one with which it goes.
struct StatefulSetClaims {
    private let set: Value
    private let templates: [Value]
    private let goesWithSet: Bool
    private let goesWithPod: Bool

    init(of set: Value) {
        self.set = set
        templates = set.spec["volumeClaimTemplates"]?.array ?? []
        let policy = set.spec["persistentVolumeClaimRetentionPolicy"]
        goesWithSet = policy?["whenDeleted"] == "Delete"
        goesWithPod = policy?["whenScaled"] == "Delete"
    }

    private func name(_ template: Value, for pod: String) -> String { "\(template.objectName)-\(pod)" }

    func mounted(in pod: Value) -> Value {
        guard !templates.isEmpty else { return pod }
        let names = Set(templates.map(\.objectName))
        let others = (pod.spec["volumes"]?.array ?? []).filter { !names.contains($0["name"]?.string ?? "") }
        let claims = templates.map { template -> Value in
            [
                "name": .string(template.objectName),
                "persistentVolumeClaim": ["claimName": .string(name(template, for: pod.objectName))],
            ]
        }
        var pod = pod
        pod.setSpec("volumes", .array(others + claims))
        return pod
    }

    func make(for pod: String, in workspace: ControllerWorkspace) async {
        for template in templates {
            let name = name(template, for: pod)
            guard await workspace.client.get(.volumeClaim, namespace: set.objectNamespace, name: name) == nil else {
                continue
            }
            var claim: Value = [
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": .object(template.metadata),
                "spec": template["spec"] ?? [:],
            ]
            claim.metadata["name"] = .string(name)
            claim.metadata["namespace"] = set.objectNamespace.map(Value.string)
            for label in set.spec["selector"]?["matchLabels"]?.object ?? [:] {
                claim.setLabel(label.key, label.value.string ?? "")
            }
            await workspace.create(claim)
        }
    }

    // MARK: With whom they go

    /// Of pods that the set is to have no longer, before they are deleted.
    func giveUp(_ condemned: [Value], in workspace: ControllerWorkspace) async {
        for pod in condemned {
            let owner = goesWithPod ? pod : goesWithSet ? set : nil
            for template in templates { await give(name(template, for: pod.objectName), of: pod, to: owner, workspace) }
        }
    }

    /// Of the pods that stay.
    func keep(of pods: [Value], in workspace: ControllerWorkspace) async {
        guard !templates.isEmpty else { return }
        let owned = Set(await workspace.client.dependents(.volumeClaim, of: set).map(\.objectName))
        for pod in pods {
            for name in templates.map({ name($0, for: pod.objectName) }) where owned.contains(name) != goesWithSet {
                await give(name, of: pod, to: goesWithSet ? set : nil, workspace)
            }
        }
    }

    /// A claim that somebody else controls is left to them.
    private func give(_ name: String, of pod: Value, to owner: Value?, _ workspace: ControllerWorkspace) async {
        guard var claim = await workspace.client.get(.volumeClaim, namespace: set.objectNamespace, name: name) else {
            return
        }
        let others = claim.owners.filter { $0["uid"]?.string != set.uid && $0["uid"]?.string != pod.uid }
        let isTaken = others.contains { $0["controller"]?.bool ?? false }
        let owners = others + (isTaken ? [] : owner.map { [$0.asControllerReference] } ?? [])
        guard owners != claim.owners else { return }
        claim.setOwners(owners)
        await workspace.update(claim)
    }
}
