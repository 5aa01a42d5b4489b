import Manifests

/// What an update of a Service may not change (`ValidateServiceUpdate` of k8s.io/kubernetes).
enum ServiceImmutability {
    static func faults(of service: Value, live: Value) -> [APIError.Cause] {
        clusterAddress(service, live) + balancerClass(service, live) + healthPort(service, live)
    }

    private static func clusterAddress(_ service: Value, _ live: Value) -> [APIError.Cause] {
        guard let old = live.spec["clusterIP"]?.string, !old.isEmpty, service.spec["type"] != "ExternalName",
            live.spec["type"] != "ExternalName", service.spec["clusterIP"]?.string != old
        else { return [] }
        return [
            .invalid(
                "spec.clusterIPs[0]", JSON.string(service.spec["clusterIPs"] ?? .null), "may not change once set")
        ]
    }

    private static func balancerClass(_ service: Value, _ live: Value) -> [APIError.Cause] {
        let name = service.spec["loadBalancerClass"]
        guard service.spec["type"] == "LoadBalancer", live.spec["type"] == "LoadBalancer",
            name != live.spec["loadBalancerClass"]
        else { return [] }
        return [.invalid("spec.loadBalancerClass", JSON.string(name ?? .null), "may not change once set")]
    }

    private static func healthPort(_ service: Value, _ live: Value) -> [APIError.Cause] {
        guard ServiceAllocation.needsHealthPort(service.spec), ServiceAllocation.needsHealthPort(live.spec),
            service.spec["healthCheckNodePort"] != live.spec["healthCheckNodePort"]
        else { return [] }
        return [.forbidden("spec.healthCheckNodePort", "field is immutable")]
    }
}
