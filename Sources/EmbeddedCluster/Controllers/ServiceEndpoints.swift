import Manifests

/// Keeps the `v1` Endpoints of a Service that selects pods, for clients that do not read EndpointSlices yet.
///
/// Source: the endpoints controller of k8s.io/kubernetes. The object has the Service's name and labels, and no owner.
struct ServiceEndpoints {
    private static let managerLabel = "endpoints.kubernetes.io/managed-by"
    private static let headlessLabel = "service.kubernetes.io/headless"

    let service: Value
    /// The pods that the Service selects and that have an address.
    let pods: [Value]
    /// As an EndpointSlice has them.
    let ports: [Value]

    func reconcile(in workspace: ControllerWorkspace) async {
        let wanted = object
        let found = await workspace.client.get(
            .endpoints, namespace: service.objectNamespace, name: service.objectName)
        guard var endpoints = found else {
            await workspace.create(wanted)
            return
        }
        guard endpoints["subsets"] != wanted["subsets"] || endpoints.metadata["labels"] != wanted.metadata["labels"]
        else { return }
        endpoints[field: "subsets"] = wanted["subsets"]
        endpoints.metadata["labels"] = wanted.metadata["labels"]
        await workspace.update(endpoints)
    }

    var object: Value {
        var labels = service.metadata["labels"]?.object ?? [:]
        labels[Self.managerLabel] = "endpoint-controller"
        labels[Self.headlessLabel] = service.spec["clusterIP"] == "None" ? "" : nil
        var endpoints: Object = [
            "apiVersion": "v1", "kind": "Endpoints",
            "metadata": [
                "name": .string(service.objectName), "namespace": service.metadata["namespace"] ?? .null,
                "labels": .object(labels),
            ],
        ]
        endpoints["subsets"] = subset.map { [$0] }
        return .object(endpoints)
    }

    /// One, since all pods have the same ports; none without pods.
    private var subset: Value? {
        let publishesAll = service.spec["publishNotReadyAddresses"]?.bool ?? false
        // Unlike in slices, pods that are going are left out.
        let present = pods.filter { publishesAll || !$0.isBeingDeleted }
        guard !present.isEmpty else { return nil }
        var subset = Object()
        let ready = present.filter { publishesAll || PodTemplate.isReady($0) }.map(address)
        let others = present.filter { !publishesAll && !PodTemplate.isReady($0) }.map(address)
        if !ready.isEmpty { subset["addresses"] = .array(ready) }
        if !others.isEmpty { subset["notReadyAddresses"] = .array(others) }
        let named = ports.map { port -> Value in
            guard case .object(var members) = port, members["name"] == "" else { return port }
            members["name"] = nil
            return .object(members)
        }
        if !named.isEmpty { subset["ports"] = .array(named) }
        return .object(subset)
    }

    private func address(of pod: Value) -> Value {
        var target: Object = ["kind": "Pod", "name": .string(pod.objectName), "uid": .string(pod.uid ?? "")]
        target["namespace"] = pod.metadata["namespace"]
        var address: Object = [
            "ip": pod.status["podIP"] ?? "", "nodeName": pod.spec["nodeName"] ?? .string(PodTemplate.node),
            "targetRef": .object(target),
        ]
        if let name = pod.spec["hostname"], pod.spec["subdomain"]?.string == service.objectName {
            address["hostname"] = name
        }
        return .object(address)
    }
}
