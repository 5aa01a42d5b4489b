import Manifests

/// What is there when a server begins: namespaces, and the definitions of an ML platform.
struct Bootstrap: Sendable {
    private static let namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"]

    private static let node: Value = [
        "apiVersion": "v1", "kind": "Node",
        "metadata": [
            "name": .string(PodTemplate.node),
            "labels": [
                "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": .string(PodTemplate.node),
                "kubernetes.io/os": "linux", "node-role.kubernetes.io/control-plane": "",
            ],
        ],
        "spec": [:],
    ]

    /// Room for whatever is put on it: nothing runs.
    private static func nodeStatus(now: String) -> Value {
        let room: Value = [
            "cpu": "1k", "ephemeral-storage": "1Ti", "memory": "1Ti", "nvidia.com/gpu": "64", "pods": "10k",
        ]
        let types = [
            ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
        ]
        let conditions = types.map { type, status, reason, message -> Value in
            [
                "type": .string(type), "status": .string(status), "reason": .string(reason),
                "message": .string(message), "lastHeartbeatTime": .string(now), "lastTransitionTime": .string(now),
            ]
        }
        return [
            "addresses": [
                ["type": "InternalIP", "address": "127.0.0.1"],
                ["type": "Hostname", "address": .string(PodTemplate.node)],
            ],
            "allocatable": room, "capacity": room, "conditions": .array(conditions),
            "daemonEndpoints": ["kubeletEndpoint": ["Port": 10250]],
            "nodeInfo": [
                "architecture": "amd64", "bootID": "", "containerRuntimeVersion": "none://1.0", "kernelVersion": "",
                "kubeProxyVersion": "", "kubeletVersion": "v1.36.0-lockstep", "machineID": "",
                "operatingSystem": "linux",
                "osImage": "embedded", "systemUUID": "",
            ],
        ]
    }

    let client: StoreClient
    let writer: ObjectWriter

    /// - Parameter hasNode: pods run, on a node of their own.
    func run(installsPlatform: Bool, hasNode: Bool) async {
        for name in Self.namespaces {
            _ = await client.create(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], manager: "bootstrap")
        }
        if hasNode, var node = await client.create(Self.node, manager: "bootstrap") {
            node[field: "status"] = Self.nodeStatus(now: writer.context().now)
            _ = await client.updateStatus(node, manager: "bootstrap")
        }
        if installsPlatform {
            for definition in PlatformDefinitions.all { _ = await client.create(definition, manager: "bootstrap") }
        }
        // A namespace whose content was being deleted when the process ended.
        for namespace in await client.store.list(.namespaces, namespace: nil) where namespace.value.isBeingDeleted {
            await writer.empty(namespace.value)
        }
        for definition in await client.store.list(.definitions, namespace: nil) where definition.value.isBeingDeleted {
            await writer.removeInstances(of: definition.value)
        }
        // Dependents whose owner went just before the process ended.
        for (key, object) in await client.store.dependents {
            await writer.dropAbsentOwners(of: object.value, at: key)
        }
    }
}
