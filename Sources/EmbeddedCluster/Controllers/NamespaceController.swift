import Manifests

/// Gives every namespace its ServiceAccount `default`.
struct NamespaceController: Controller {
    let kinds: [GroupVersionKind] = [.namespace]

    func reconcile(_ namespace: Value, in workspace: ControllerWorkspace) async {
        let name = namespace.objectName
        guard await workspace.client.get(.serviceAccount, namespace: name, name: "default") == nil else { return }
        await workspace.create([
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": ["name": "default", "namespace": .string(name)],
        ])
    }
}
