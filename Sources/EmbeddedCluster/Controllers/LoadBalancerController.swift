import Manifests

/// Gives an address to Services of type LoadBalancer and to Ingresses.
struct LoadBalancerController: Controller {
    let kinds: [GroupVersionKind] = [.service, .ingress]

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async {
        guard object.objectKind == .ingress || object.spec["type"] == "LoadBalancer",
            object.status["loadBalancer"]?["ingress"]?.array?.isEmpty ?? true
        else { return }
        var status = object.status
        var address: Object = ["ip": "127.0.0.1"]
        if object.objectKind == .service { address["ipMode"] = "VIP" }
        status["loadBalancer"] = ["ingress": [.object(address)]]
        await workspace.write(status: status, to: object)
    }
}
