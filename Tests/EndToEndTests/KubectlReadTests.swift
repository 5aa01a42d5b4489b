import Foundation
import Testing

/// `kubectl` reads: tables, selectors, watches, explanations.
@Suite(.enabled(if: Place.hasKubectl, "kubectl is not in .venv/bin")) struct KubectlReadTests {
    @Test func `objects are shown in every form`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create configmap settings --from-literal=a=1")
        let table = try await kubectl("get configmaps").split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
        #expect(table.first == ["NAME", "DATA", "AGE"])
        #expect(table.last?.prefix(2) == ["settings", "1"])
        #expect(try await kubectl("get configmap settings -o json").contains("\"a\": \"1\""))
        #expect(
            try await kubectl("get configmap settings -o yaml").hasPrefix(
                "apiVersion: v1\ndata:\n  a: \"1\"\nkind: ConfigMap"))
        #expect(try await kubectl("get configmaps -o name") == "configmap/settings")
        #expect(try await kubectl("get configmaps -A -o custom-columns=N:.metadata.name") == "N\nsettings")
        #expect(try await kubectl("get configmaps --chunk-size=1 -o jsonpath={.items[*].kind}") == "ConfigMap")
    }

    @Test func `workloads are shown wide, with their pods`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create deployment web --image=nginx:1.25")
        try await kubectl("wait --for=condition=Available deployment/web --timeout=30s")
        let wide = try await kubectl("get deployments -o wide")
        #expect(wide.contains("CONTAINERS   IMAGES       SELECTOR"))
        #expect(wide.contains("nginx        nginx:1.25   app=web"))
        let all = try await kubectl("get all")
        for kind in ["pod/web-", "deployment.apps/web", "replicaset.apps/web-"] { #expect(all.contains(kind)) }
        #expect(try await kubectl("get pods -A -o wide").contains("embedded"))
    }

    @Test func `every kind has the columns that it has elsewhere`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create role reader --verb=get --resource=pods")
        try await kubectl("create rolebinding read --role=reader --user=ada")
        try await kubectl("create poddisruptionbudget web --selector=app=web --min-available=1")
        try await kubectl("create quota small --hard=cpu=1")
        try await kubectl("create priorityclass high --value=1000")
        for (kind, columns) in [
            ("roles", "NAME CREATED AT"), ("rolebindings", "NAME ROLE AGE"),
            ("poddisruptionbudgets", "NAME MIN AVAILABLE MAX UNAVAILABLE ALLOWED DISRUPTIONS AGE"),
            ("resourcequotas", "NAME REQUEST LIMIT AGE"),
            ("priorityclasses", "NAME VALUE GLOBAL-DEFAULT AGE PREEMPTIONPOLICY"),
        ] {
            let first = try await kubectl("get \(kind)").prefix { $0 != "\n" }
            #expect(first.split(separator: " ").joined(separator: " ") == columns)
        }
        #expect(try await kubectl("get rolebindings --no-headers -o wide").contains("Role/reader"))
    }

    @Test func `labels and fields select`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("run a --image=nginx:1 --labels=app=x,tier=front")
        try await kubectl("run b --image=nginx:1 --labels=app=y")
        for (selector, names) in [
            ("-l app=x", "pod/a"), ("-l app!=x", "pod/b"), ("-l 'app in (x, y),!tier'", "pod/b"),
            ("-l 'tier notin (back)'", "pod/a\npod/b"), ("-l tier", "pod/a"),
            ("--field-selector metadata.name=b", "pod/b"), ("--field-selector metadata.name!=b", "pod/a"),
        ] {
            #expect(try await kubectl("get pods \(selector) -o name") == names, "\(selector)")
        }
        #expect(
            try await kubectl.refusal("get pods --field-selector spec.color=red").hasSuffix(
                "field label not supported: spec.color"))
        #expect(
            try await kubectl.refusal("get configmaps --field-selector spec.color=red").hasSuffix(
                "\"spec.color\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""))
        #expect(
            try await kubectl.refusal("get pods -l 'a b'").hasSuffix(
                "found 'b', expected: in, notin, =, ==, !=, gt, lt"))
    }

    @Test func `a watch shows changes as they come`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create configmap first")
        let watch = try kubectl.watching("get configmaps --watch -o name")
        #expect(await watch.line(holding: "configmap/first") != nil)
        try await kubectl("create configmap second")
        #expect(await watch.line(holding: "configmap/second") != nil)
        watch.kill(SIGTERM)
        _ = await watch.finish()
    }

    @Test func `kinds and versions are listed`() async throws {
        let kubectl = try await KubectlCluster.start()
        let resources = try await kubectl("api-resources --no-headers -o wide")
        #expect(resources.contains("deployments"))
        #expect(resources.contains("create,delete,deletecollection,get,list,patch,update,watch"))
        #expect(
            try await kubectl("api-resources --api-group=serving.kserve.io -o name")
                == "inferenceservices.serving.kserve.io")
        let versions = try await kubectl("api-versions").split(separator: "\n")
        #expect(versions.contains("apps/v1"))
        #expect(versions.contains("v1"))
    }

    @Test(arguments: [
        ("deployment.spec.strategy", "KIND:       Deployment", "rollingUpdate\t<RollingUpdateDeployment>"),
        ("pod.spec.containers.ports", "KIND:       Pod", "containerPort\t<integer> -required-"),
        ("configmap", "KIND:       ConfigMap", "data\t<map[string]string>"),
        ("hpa.spec", "KIND:       HorizontalPodAutoscaler", "maxReplicas\t<integer> -required-"),
        ("isvc", "KIND:       InferenceService", "metadata\t<ObjectMeta>"),
    ])
    func `kinds are explained`(path: String, kind: String, field: String) async throws {
        let kubectl = try await KubectlCluster.start()
        let explained = try await kubectl("explain \(path)")
        #expect(explained.contains(kind))
        #expect(explained.contains(field))
    }

    @Test func `objects are described`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create deployment web --image=nginx:1.25")
        try await kubectl("expose deployment web --port=80")
        try await kubectl("wait --for=condition=Available deployment/web --timeout=30s")
        #expect(try await kubectl("describe deployment web").contains("StrategyType:           RollingUpdate"))
        #expect(try await kubectl("describe service web").contains("Type:                     ClusterIP"))
        #expect(try await kubectl("describe pods -l app=web").contains("Image:          nginx:1.25"))
        #expect(try await kubectl("describe namespace default").contains("Status:       Active"))
    }

    @Test func `events are shown by what they are about`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create configmap settings")
        try kubectl.scratch.write(
            "event.json",
            """
            {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "settings.1", "namespace": "default"},
             "involvedObject": {"kind": "ConfigMap", "namespace": "default", "name": "settings", "apiVersion": "v1"},
             "reason": "Loaded", "message": "loaded once", "type": "Normal", "count": 1,
             "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:00:00Z"}
            """)
        try await kubectl("create -f event.json")
        #expect(try await kubectl("events --for configmap/settings").contains("loaded once"))
        let table = try await kubectl("get events")
        #expect(table.hasPrefix("LAST SEEN   TYPE     REASON   OBJECT               MESSAGE\n"))
        #expect(table.hasSuffix("Normal   Loaded   configmap/settings   loaded once"))
        #expect(
            try await kubectl("get events --field-selector involvedObject.name=settings -o name") == "event/settings.1")
        #expect(try await kubectl("get events --field-selector involvedObject.name=other -o name") == "")
    }

    @Test func `a cluster that is ended while somebody watches succeeds and tells of no errors`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create configmap settings")
        let watch = try kubectl.watching("get configmaps --watch -o name")
        #expect(await watch.line(holding: "configmap/settings") != nil)
        let ended = await kubectl.end()
        #expect(ended.status == 0)
        #expect(ended.errors == "")
        #expect(ended.output.split(separator: "\n").count == 2, "\(ended.output)")
        watch.kill()
    }
}
