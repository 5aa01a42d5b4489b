import Manifests

/// What is there when a server begins: namespaces, and the definitions of an ML platform.
struct Bootstrap: Sendable {
    private static let namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"]

    let client: StoreClient
    let writer: ObjectWriter

    func run(installsPlatform: Bool) async {
        for name in Self.namespaces {
            _ = await client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], manager: "bootstrap")
        }
        if installsPlatform {
            for definition in PlatformDefinitions.all { _ = await client.create(definition, manager: "bootstrap") }
        }
        // A namespace whose content was being deleted when the process ended.
        for namespace in await client.store.list(.namespaces, namespace: nil) where namespace.value.isBeingDeleted {
            await writer.empty(namespace.value)
        }
    }
}
