import Manifests

/// Taints a node that takes no pods, as the node lifecycle controller does, and takes the taint away again.
struct NodeController: Controller {
    let kinds: [GroupVersionKind] = [.node]

    func reconcile(_ node: Value, in workspace: ControllerWorkspace) async {
        let isCordoned = node.spec["unschedulable"] == true
        let taints = node.spec["taints"]?.array ?? []
        let others = taints.filter { Taint($0).key != Taint.unschedulable.key }
        guard isCordoned == (others.count == taints.count) else { return }
        let cordon: Value = [
            "key": .string(Taint.unschedulable.key), "effect": .string(Taint.unschedulable.effect),
            "timeAdded": .string(workspace.now),
        ]
        let wanted = isCordoned ? others + [cordon] : others
        var changed = node
        changed.setSpec("taints", wanted.isEmpty ? nil : .array(wanted))
        await workspace.update(changed)
    }
}
