import Manifests

/// Defaults of a pod's spec.
enum PodDefaults {
    static func fill(_ spec: inout Object) {
        spec.fill("restartPolicy", "Always")
        spec.fill("dnsPolicy", "ClusterFirst")
        spec.fill("terminationGracePeriodSeconds", 30)
        spec.fill("securityContext", [:])
        spec.fill("schedulerName", "default-scheduler")
        if let account = spec["serviceAccountName"] { spec.fill("serviceAccount", account) }
        for list in ["containers", "initContainers", "ephemeralContainers"] { spec.editEach(list, container) }
        spec.editEach("volumes", volume)
    }

    private static func container(_ container: inout Object) {
        container.fill("terminationMessagePath", "/dev/termination-log")
        container.fill("terminationMessagePolicy", "File")
        container.fill("imagePullPolicy", pullPolicy(container["image"]?.string ?? ""))
        container.fill("resources", [:])
        container.editEach("ports") { $0.fill("protocol", "TCP") }
        container.editEach("env") { variable in
            variable.edit("valueFrom") { source in
                source.edit("fieldRef") { $0.fill("apiVersion", "v1") }
                source.edit("resourceFieldRef") { $0.fill("divisor", "0") }
            }
        }
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            container.edit(probe) { probe in
                probe.fill("timeoutSeconds", 1)
                probe.fill("periodSeconds", 10)
                probe.fill("successThreshold", 1)
                probe.fill("failureThreshold", 3)
                probe.edit("httpGet", httpGet)
                probe.edit("grpc") { $0.fill("service", "") }
            }
        }
        container.edit("lifecycle") { lifecycle in
            for hook in ["postStart", "preStop"] { lifecycle.edit(hook) { $0.edit("httpGet", httpGet) } }
        }
    }

    /// `Always` for the tag `latest` and for none; a digest is as good as any other tag.
    private static func pullPolicy(_ image: String) -> Value {
        if image.contains("@") { return "IfNotPresent" }
        let name = image.split(separator: "/").last ?? ""
        guard let colon = name.lastIndex(of: ":") else { return "Always" }
        return name[name.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
    }

    private static func httpGet(_ action: inout Object) {
        action.fill("scheme", "HTTP")
        action.fill("path", "/")
    }

    /// What a pod has beyond a template's.
    static func fillRunning(_ spec: inout Object) {
        spec.fill("enableServiceLinks", true)
        for list in ["containers", "initContainers"] {
            spec.editEach(list) { container in
                container.edit("resources") { resources in
                    guard let limits = resources["limits"]?.object else { return }
                    resources.fill("requests", [:])
                    resources.edit("requests") { requests in
                        for limit in limits { requests.fill(limit.key, limit.value) }
                    }
                }
            }
        }
    }

    private static func volume(_ volume: inout Object) {
        for source in ["configMap", "secret", "projected", "downwardAPI"] {
            volume.edit(source) { $0.fill("defaultMode", 420) }
        }
        volume.edit("hostPath") { $0.fill("type", "") }
        volume.edit("projected") { projected in
            projected.editEach("sources") { source in
                source.edit("serviceAccountToken") { $0.fill("expirationSeconds", 3600) }
                source.edit("downwardAPI", downward)
            }
        }
        volume.edit("downwardAPI", downward)
        volume.edit("ephemeral") {
            $0.edit("volumeClaimTemplate") { $0.edit("spec") { $0.fill("volumeMode", "Filesystem") } }
        }
        if volume.count == 1, volume["name"] != nil { volume["emptyDir"] = [:] }
    }

    private static func downward(_ source: inout Object) {
        source.editEach("items") { item in item.edit("fieldRef") { $0.fill("apiVersion", "v1") } }
    }
}
