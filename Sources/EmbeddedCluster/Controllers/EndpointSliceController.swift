import Manifests

/// Keeps the EndpointSlice of a Service that selects pods, and its Endpoints: which of them answer, and where.
struct EndpointSliceController: Controller {
    private static let serviceLabel = "kubernetes.io/service-name"
    private static let managerLabel = "endpointslice.kubernetes.io/managed-by"
    /// What validation allows in one slice.
    private static let mostEndpoints = 1_000

    let kinds: [GroupVersionKind] = [.service]

    func reconcile(_ service: Value, in workspace: ControllerWorkspace) async {
        let selector = service.spec["selector"]?.object ?? [:]
        let slices = await workspace.children(.endpointSlice, of: service)
        guard !selector.isEmpty, service.spec["type"] != "ExternalName" else {
            for slice in slices { await workspace.delete(slice) }
            return
        }
        var pods: [Value] = []
        for name in workspace.selectors.candidates(for: service).prefix(Self.mostEndpoints) {
            guard let pod = await workspace.client.get(.pod, namespace: service.objectNamespace, name: name),
                selector.allSatisfy({ pod.labels[$0.key] == $0.value.string }), !PodTemplate.isFinished(pod),
                pod.status["podIP"] != nil
            else { continue }
            pods.append(pod)
        }
        await ServiceEndpoints(service: service, pods: pods, ports: Self.ports(of: service, pods)).reconcile(
            in: workspace)
        guard var slice = slices.first else {
            await workspace.create(Self.slice(of: service, pods, name: "\(service.objectName)-\(workspace.suffix())"))
            return
        }
        let wanted = Self.slice(of: service, pods, name: slice.objectName)
        let isSame = slice["endpoints"] ?? [] == wanted["endpoints"] && slice["ports"] ?? [] == wanted["ports"]
        guard !isSame else { return }
        slice[field: "endpoints"] = wanted["endpoints"]
        slice[field: "ports"] = wanted["ports"]
        await workspace.update(slice)
    }

    /// Endpoints have no owner with which they would go.
    func cleanUp(after service: Value, in workspace: ControllerWorkspace) async {
        let (namespace, name) = (service.objectNamespace, service.objectName)
        guard await workspace.client.get(.service, namespace: namespace, name: name) == nil else { return }
        await workspace.client.delete(.endpoints, namespace: namespace, name: name)
    }

    static func slice(of service: Value, _ pods: [Value], name: String) -> Value {
        var labels: Object = [
            managerLabel: "endpointslice-controller.k8s.io", serviceLabel: .string(service.objectName),
        ]
        if service.spec["clusterIP"] == "None" { labels["service.kubernetes.io/headless"] = "" }
        let publishesAll = service.spec["publishNotReadyAddresses"]?.bool ?? false
        return [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": [
                "name": .string(name), "namespace": service.metadata["namespace"] ?? .null, "labels": .object(labels),
                "ownerReferences": [service.asControllerReference],
            ],
            "addressType": "IPv4", "ports": .array(ports(of: service, pods)),
            "endpoints": .array(pods.map { endpoint($0, isPublished: publishesAll || PodTemplate.isReady($0)) }),
        ]
    }

    private static func endpoint(_ pod: Value, isPublished: Bool) -> Value {
        var target: Object = ["kind": "Pod", "name": .string(pod.objectName), "uid": .string(pod.uid ?? "")]
        target["namespace"] = pod.metadata["namespace"]
        return [
            "addresses": [pod.status["podIP"] ?? ""],
            "conditions": [
                "ready": .bool(isPublished), "serving": .bool(PodTemplate.isReady(pod)),
                "terminating": .bool(pod.isBeingDeleted),
            ],
            "nodeName": pod.spec["nodeName"] ?? .string(PodTemplate.node), "targetRef": .object(target),
        ]
    }

    private static func ports(of service: Value, _ pods: [Value]) -> [Value] {
        (service.spec["ports"]?.array ?? []).compactMap { port in
            guard let number = number(of: port["targetPort"] ?? port["port"], pods) else { return nil }
            var result: Object = ["name": port["name"] ?? "", "port": number, "protocol": port["protocol"] ?? "TCP"]
            result["appProtocol"] = port["appProtocol"]
            return .object(result)
        }
    }

    /// A port that is named is the one of that name in a container.
    private static func number(of target: Value?, _ pods: [Value]) -> Value? {
        guard let name = target?.string else { return target }
        let containers = pods.first?.spec["containers"]?.array ?? []
        return containers.flatMap { $0["ports"]?.array ?? [] }.first { $0["name"]?.string == name }?["containerPort"]
    }
}
