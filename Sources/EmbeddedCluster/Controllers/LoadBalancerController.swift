import Manifests

/// Gives an address to Services of type LoadBalancer and to Ingresses, and takes it back from Services of another type.
struct LoadBalancerController: Controller {
    let kinds: [GroupVersionKind] = [.service, .ingress]

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async {
        let wantsAddress = object.objectKind == .ingress || object.spec["type"] == "LoadBalancer"
        let hasAddress = !(object.status["loadBalancer"]?["ingress"]?.array ?? []).isEmpty
        guard wantsAddress != hasAddress else { return }
        var status = object.status
        guard wantsAddress else {
            status["loadBalancer"] = [:]
            await workspace.write(status: status, to: object)
            return
        }
        var address: Object = ["ip": "127.0.0.1"]
        if object.objectKind == .service { address["ipMode"] = "VIP" }
        status["loadBalancer"] = ["ingress": [.object(address)]]
        await workspace.write(status: status, to: object)
    }
}
