import Manifests
import StructuredMerge

/// Defaults of a pod's spec.
enum PodDefaults {
    static func fill(_ spec: inout Object) {
        spec.fill("restartPolicy", "Always")
        spec.fill("dnsPolicy", "ClusterFirst")
        spec.fill("terminationGracePeriodSeconds", 30)
        spec.fill("securityContext", [:])
        spec.fill("schedulerName", "default-scheduler")
        if let account = spec["serviceAccountName"] { spec.fill("serviceAccount", account) }
        for list in ["containers", "initContainers"] { spec.editEach(list, container) }
        spec.editEach("volumes", volume)
    }

    private static func container(_ container: inout Object) {
        container.fill("terminationMessagePath", "/dev/termination-log")
        container.fill("terminationMessagePolicy", "File")
        container.fill("imagePullPolicy", pullPolicy(container["image"]?.string ?? ""))
        container.fill("resources", [:])
        container.edit("resources") { resources in
            for list in ["limits", "requests"] { resources.edit(list, canonicalise) }
        }
        container.editEach("ports") { $0.fill("protocol", "TCP") }
        container.editEach("env") { variable in
            variable.edit("valueFrom") { $0.edit("fieldRef") { $0.fill("apiVersion", "v1") } }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            container.edit(probe) { probe in
                probe.fill("timeoutSeconds", 1)
                probe.fill("periodSeconds", 10)
                probe.fill("successThreshold", 1)
                probe.fill("failureThreshold", 3)
                probe.edit("httpGet") {
                    $0.fill("scheme", "HTTP")
                    $0.fill("path", "/")
                }
                probe.edit("grpc") { $0.fill("service", "") }
            }
        }
    }

    /// `Always` for the tag `latest` and for none; a digest is as good as any other tag.
    private static func pullPolicy(_ image: String) -> Value {
        if image.contains("@") { return "IfNotPresent" }
        let name = image.split(separator: "/").last ?? ""
        guard let colon = name.lastIndex(of: ":") else { return "Always" }
        return name[name.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
    }

    /// `1000m` is kept as `1`, as the server keeps it.
    private static func canonicalise(_ quantities: inout Object) {
        for member in quantities {
            if let quantity = Quantity(member.value) { quantities[member.key] = .string(quantity.canonical) }
        }
    }

    private static func volume(_ volume: inout Object) {
        for source in ["configMap", "secret", "projected", "downwardAPI"] {
            volume.edit(source) { $0.fill("defaultMode", 420) }
        }
        volume.edit("hostPath") { $0.fill("type", "") }
        volume.edit("emptyDir") { empty in
            if let quantity = empty["sizeLimit"].flatMap({ Quantity($0) }) {
                empty["sizeLimit"] = .string(quantity.canonical)
            }
        }
    }
}
