import Foundation
import Testing

/// `kubectl` rolls workloads out, scales them and deletes them.
@Suite(.enabled(if: Place.hasKubectl, "kubectl is not in .venv/bin")) struct KubectlRolloutTests {
    private static func start() async throws -> KubectlCluster {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create deployment web --image=nginx:1.25 --replicas=2")
        try await kubectl("rollout status deployment/web --timeout=30s")
        return kubectl
    }

    @Test func `a rollout is followed, listed, undone and restarted`() async throws {
        let kubectl = try await Self.start()
        #expect(try await kubectl("set image deployment/web nginx=nginx:1.26") == "deployment.apps/web image updated")
        #expect(
            try await kubectl("rollout status deployment/web --timeout=30s").hasSuffix(
                "deployment \"web\" successfully rolled out"))
        #expect(
            try await kubectl("rollout history deployment/web").hasSuffix(
                "REVISION  CHANGE-CAUSE\n1         <none>\n2         <none>"))
        #expect(try await kubectl("rollout history deployment/web --revision=2").contains("nginx:1.26"))
        #expect(try await kubectl("rollout undo deployment/web") == "deployment.apps/web rolled back")
        let image = "get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"
        #expect(try await kubectl(image) == "nginx:1.25")
        #expect(try await kubectl("rollout restart deployment/web") == "deployment.apps/web restarted")
        try await kubectl("rollout status deployment/web --timeout=30s")
        #expect(try await kubectl("rollout pause deployment/web") == "deployment.apps/web paused")
        #expect(try await kubectl("rollout resume deployment/web") == "deployment.apps/web resumed")
    }

    @Test func `a stateful set is rolled back to the revision before`() async throws {
        let kubectl = try await KubectlCluster.start()
        let set = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: db }
            spec:
              serviceName: db
              selector: { matchLabels: { app: db } }
              template:
                metadata: { labels: { app: db } }
                spec:
                  containers: [{ name: db, image: "db:1", volumeMounts: [{ name: data, mountPath: /data }] }]
              volumeClaimTemplates:
                - metadata: { name: data }
                  spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
            """
        try kubectl.scratch.write("set.yaml", set)
        try await kubectl("apply -f set.yaml")
        try await kubectl("rollout status statefulset/db --timeout=30s")
        try await kubectl("set image statefulset/db db=db:2")
        try await kubectl("rollout status statefulset/db --timeout=30s")
        #expect(
            try await kubectl("rollout history statefulset/db").hasSuffix(
                "REVISION  CHANGE-CAUSE\n1         <none>\n2         <none>"))
        #expect(try await kubectl("rollout undo statefulset/db") == "statefulset.apps/db rolled back")
        #expect(
            try await kubectl("get statefulset db -o jsonpath={.spec.template.spec.containers[0].image}") == "db:1")
    }

    @Test func `a drain waits for the disruption budget`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("create poddisruptionbudget web --selector=app=web --min-available=2")
        try await kubectl("wait --for=jsonpath={.status.currentHealthy}=2 pdb/web --timeout=30s")
        let pod = try await kubectl("get pods -o jsonpath={.items[0].metadata.name}")
        let drain = try kubectl.watching("drain embedded --ignore-daemonsets --force --timeout=60s")
        let refusal = await drain.line(holding: "Cannot evict pod as it would violate the pod's disruption budget.")
        #expect(refusal != nil, "\(drain.errors)")
        drain.kill()
        #expect(try await kubectl("get pod \(pod) -o name") == "pod/\(pod)")
    }

    @Test func `replicas are scaled, if they are what they were thought to be`() async throws {
        let kubectl = try await Self.start()
        #expect(try await kubectl("scale deployment web --replicas=3") == "deployment.apps/web scaled")
        #expect(
            try await kubectl.refusal("scale deployment web --current-replicas=1 --replicas=5")
                == "error: Expected replicas to be 1, was 3")
        try await kubectl("wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=30s")
    }

    @Test func `a wait ends with what it waits for`() async throws {
        let kubectl = try await Self.start()
        #expect(
            try await kubectl("wait --for=condition=Available deployment/web --timeout=30s")
                == "deployment.apps/web condition met")
        let wait = try kubectl.watching("wait --for=delete deployment/web --timeout=30s")
        try await kubectl("delete deployment web")
        #expect(await wait.finish().status == 0)
        #expect(
            try await kubectl.refusal("wait --for=condition=Available deployment/none").contains("\"none\" not found"))
    }

    @Test(arguments: ["background", "foreground"])
    func `a deletion takes the dependents along`(cascade: String) async throws {
        let kubectl = try await Self.start()
        #expect(
            try await kubectl("delete deployment web --cascade=\(cascade) --wait --timeout=30s")
                == "deployment.apps \"web\" deleted from default namespace")
        #expect(try await kubectl("get deployments,replicasets,pods -o name") == "")
    }

    @Test func `an orphaning deletion leaves the dependents`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("delete deployment web --cascade=orphan")
        #expect(try await kubectl("get replicasets -o name").hasPrefix("replicaset.apps/web-"))
        #expect(try await kubectl("get replicasets -o jsonpath={.items[0].metadata.ownerReferences}") == "")
        #expect(try await kubectl("get pods -o name").split(separator: "\n").count == 2)
    }

    @Test func `a namespace goes with everything in it`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("create namespace team")
        try await kubectl("create deployment inner --image=nginx:1 --namespace=team")
        #expect(try await kubectl("delete namespace team --wait --timeout=30s") == "namespace \"team\" deleted")
        #expect(try await kubectl("get pods --namespace=team -o name") == "")
    }

    @Test func `a finalizer holds a deletion until it is taken away`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("create configmap held")
        try await kubectl("patch configmap held -p '{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}'")
        try await kubectl("delete configmap held --wait=false")
        #expect(try await kubectl("get configmap held -o jsonpath={.metadata.deletionTimestamp}") != "")
        try await kubectl("patch configmap held -p '{\"metadata\":{\"finalizers\":null}}'")
        #expect(try await kubectl("get configmap held --ignore-not-found") == "")
    }
}
