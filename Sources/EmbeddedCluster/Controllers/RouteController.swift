import Manifests

/// Accepts HTTPRoutes and Gateways, as a gateway implementation does (Gateway API, `status.parents`).
struct RouteController: Controller {
    private static let name: Value = "embedded.lockstep/gateway"

    let kinds: [GroupVersionKind] = [.httpRoute, .gateway]

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async {
        let status =
            object.objectKind == .gateway
            ? Self.gatewayStatus(of: object, now: workspace.now) : Self.routeStatus(of: object, now: workspace.now)
        await workspace.write(status: status, to: object)
    }

    static func routeStatus(of route: Value, now: String) -> Object {
        let previous = route.status["parents"]?.array ?? []
        let conditions = ["Accepted", "ResolvedRefs"].map { condition($0, of: route) }
        let parents = (route.spec["parentRefs"]?.array ?? []).map { reference -> Value in
            let known = previous.first { $0["parentRef"] == reference && $0["controllerName"] == name }
            return [
                "parentRef": reference, "controllerName": name,
                "conditions": Condition.merge(conditions, into: known?["conditions"], now: now),
            ]
        }
        var status = route.status
        status["parents"] = .array(parents + previous.filter { $0["controllerName"] != name })
        return status
    }

    static func gatewayStatus(of gateway: Value, now: String) -> Object {
        var status = gateway.status
        status["addresses"] = [["type": "IPAddress", "value": "127.0.0.1"]]
        status["conditions"] = Condition.merge(
            ["Accepted", "Programmed"].map { condition($0, of: gateway) }, into: status["conditions"], now: now)
        return status
    }

    private static func condition(_ type: String, of object: Value) -> Condition {
        Condition(type, reason: type, message: "", observedGeneration: object.generation)
    }
}
