import Foundation
import Testing

/// `kubectl` makes objects; for most of them it speaks protobuf.
@Suite(.enabled(if: Place.hasKubectl, "kubectl is not in .venv/bin")) struct KubectlCreateTests {
    @Test(arguments: [
        ("deployment web --image=nginx:1.25 --replicas=2 --port=8080", "deployment.apps/web"),
        ("configmap settings --from-literal=a=1 --from-literal=b=2", "configmap/settings"),
        ("secret generic token --from-literal=password=p", "secret/token"),
        (
            "secret docker-registry registry --docker-username=u --docker-password=p --docker-server=r",
            "secret/registry"
        ),
        ("job once --image=busybox -- date", "job.batch/once"),
        ("cronjob nightly --image=busybox --schedule='0 1 * * *' -- date", "cronjob.batch/nightly"),
        ("service clusterip web --tcp=80:8080", "service/web"),
        ("service nodeport open --tcp=80:8080", "service/open"),
        ("service loadbalancer balanced --tcp=80", "service/balanced"),
        ("service externalname outside --external-name=example.com", "service/outside"),
        ("role reader --verb=get,list --resource=pods,deployments.apps", "role.rbac.authorization.k8s.io/reader"),
        (
            "rolebinding read --role=reader --user=ada --serviceaccount=team:bot",
            "rolebinding.rbac.authorization.k8s.io/read"
        ),
        ("quota small --hard=cpu=1500m,pods=2,memory=1024Mi", "resourcequota/small"),
        ("serviceaccount bot", "serviceaccount/bot"),
        ("ingress web --rule=a.example.com/*=web:80,tls=cert", "ingress.networking.k8s.io/web"),
        ("poddisruptionbudget web --selector=app=web --min-available=50%", "poddisruptionbudget.policy/web"),
    ])
    func `an object made in protobuf is the same as one made in JSON`(command: String, name: String) async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create namespace json")
        try await kubectl("create namespace protobuf")
        let words = command.split(separator: " -- ").map(String.init)
        let options =
            words[0] + " --namespace=json --dry-run=client -o json" + (words.count > 1 ? " -- \(words[1])" : "")
        let manifest = try await kubectl("create \(options)")
        try kubectl.scratch.write("manifest.json", manifest)
        try await kubectl("create --validate=strict -f manifest.json")
        let option = words[0] + " --namespace=protobuf" + (words.count > 1 ? " -- \(words[1])" : "")
        #expect(try await kubectl("create \(option)") == "\(name) created")
        let (json, protobuf) = (try await object(name, "json", kubectl), try await object(name, "protobuf", kubectl))
        #expect(json == protobuf)
        #expect(json.contains("\"kind\""))
    }

    /// The object as it was made, without what differs from one to the other.
    private func object(_ name: String, _ namespace: String, _ kubectl: KubectlCluster) async throws -> String {
        let text = try await kubectl("get \(name) --namespace=\(namespace) -o json")
        var object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        object["status"] = nil
        var metadata = try #require(object["metadata"] as? [String: Any])
        // A Job's selector has it too.
        let uid = metadata["uid"] as? String ?? "-"
        // What controllers write comes when it comes.
        for field in ["uid", "resourceVersion", "creationTimestamp", "namespace", "generation", "annotations"] {
            metadata[field] = nil
        }
        object["metadata"] = metadata
        let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        return String(decoding: data, as: UTF8.self).replacing(uid, with: "")
            .replacing(/"clusterIPs?":(\[)?"[0-9.]+"(\])?/, with: "").replacing(/"nodePort":[0-9]+/, with: "")
    }

    @Test func `a list is applied and created, and its objects are checked`() async throws {
        let kubectl = try await KubectlCluster.start()
        func write(_ file: String, _ suffix: String, _ field: String) throws {
            let text = """
                apiVersion: v1
                kind: List
                items:
                - { apiVersion: v1, kind: ConfigMap, metadata: { name: c\(suffix), namespace: default }, \(field): { a: b } }
                - apiVersion: apps/v1
                  kind: Deployment
                  metadata: { name: d\(suffix), namespace: default }
                  spec:
                    selector: { matchLabels: { a: b } }
                    template:
                      metadata: { labels: { a: b } }
                      spec: { containers: [{ name: c, image: i, ports: [{ containerPort: 80 }] }] }

                """
            try kubectl.scratch.write(file, text)
        }
        try write("list.yaml", "1", "data")
        #expect(try await kubectl("apply -f list.yaml") == "configmap/c1 created\ndeployment.apps/d1 created")
        #expect(try await kubectl("apply -f list.yaml") == "configmap/c1 unchanged\ndeployment.apps/d1 unchanged")
        try write("more.yaml", "2", "data")
        #expect(try await kubectl("create -f more.yaml") == "configmap/c2 created\ndeployment.apps/d2 created")
        try write("wrong.yaml", "3", "dada")
        #expect(try await kubectl.refusal("apply -f wrong.yaml").contains("unknown field \"dada\""))
    }

    @Test func `a kind that is not installed is named`() async throws {
        let kubectl = try await KubectlCluster.start()
        try kubectl.scratch.write("foo.yaml", "apiVersion: foo.io/v1\nkind: Foo\nmetadata: { name: a }\n")
        for command in ["apply", "create"] {
            #expect(
                try await kubectl.refusal("\(command) -f foo.yaml")
                    == """
                    error: resource mapping not found for name: "a" namespace: "" from "foo.yaml": no matches for kind "Foo" in version "foo.io/v1"
                    ensure CRDs are installed first
                    """)
        }
    }

    @Test func `cluster-wide objects are made`() async throws {
        let kubectl = try await KubectlCluster.start()
        #expect(try await kubectl("create namespace team") == "namespace/team created")
        #expect(
            try await kubectl("create clusterrole reader --verb=get --resource=pods")
                == "clusterrole.rbac.authorization.k8s.io/reader created")
        #expect(
            try await kubectl("create clusterrolebinding read --clusterrole=reader --user=ada")
                == "clusterrolebinding.rbac.authorization.k8s.io/read created")
        #expect(
            try await kubectl("create priorityclass high --value=1000")
                == "priorityclass.scheduling.k8s.io/high created")
        #expect(
            try await kubectl("get priorityclass high -o jsonpath={.value},{.preemptionPolicy}")
                == "1000,PreemptLowerPriority")
    }

    @Test func `a workload is exposed and autoscaled, a pod run`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create deployment web --image=nginx:1.25 --port=8080")
        #expect(try await kubectl("expose deployment web --port=80 --target-port=8080") == "service/web exposed")
        #expect(
            try await kubectl("get service web -o jsonpath={.spec.selector.app},{.spec.ports[0].targetPort}")
                == "web,8080")
        #expect(
            try await kubectl("autoscale deployment web --min=1 --max=3 --cpu=80%")
                == "horizontalpodautoscaler.autoscaling/web autoscaled")
        let autoscaler = try await kubectl(
            "get hpa web -o jsonpath={.spec.maxReplicas},{.spec.metrics[0].resource.target.averageUtilization}")
        #expect(autoscaler == "3,80")
        #expect(try await kubectl("run one --image=nginx:1.25 --labels=app=one") == "pod/one created")
        try await kubectl("wait --for=condition=Ready pod/one --timeout=30s")
    }

    @Test func `what needs a container that runs is refused with the reason`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("run one --image=nginx:1.25")
        try await kubectl("wait --for=condition=Ready pod/one --timeout=30s")
        for (command, subresource, missing) in [
            ("logs one", "log", "no output to show"), ("exec one -- ls", "exec", "no process to speak to"),
            ("attach one", "attach", "no process to speak to"),
            ("port-forward one 0:80", "portforward", "nothing to connect to"),
            // Falls back from attaching to the logs, and must not wait for a container that never ends.
            ("run two --image=nginx:1.25 -i --restart=Never", "log", "no output to show"),
            ("debug one --image=busybox -i", "log", "no output to show"),
        ] {
            let words = try await kubectl.refusal(command)
            #expect(words.contains("pods/\(subresource) of \""), "\(command): \(words)")
            #expect(words.contains("the embedded cluster runs no containers, so there is \(missing)"), "\(command)")
        }
        #expect(try await kubectl.refusal("logs none").contains(#"pods "none" not found"#))
    }

    @Test func `a node port is given and kept`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create service nodeport open --tcp=80:8080")
        let given = try await kubectl("get service open -o jsonpath={.spec.ports[0].nodePort}")
        #expect(Int(given).map { (30_000...32_767).contains($0) } == true)
        try await kubectl("label service open tier=front")
        #expect(try await kubectl("get service open -o jsonpath={.spec.ports[0].nodePort}") == given)
    }

    @Test func `everybody may do everything, and is told so`() async throws {
        let kubectl = try await KubectlCluster.start()
        #expect(try await kubectl("auth can-i create deployments") == "yes")
        #expect(try await kubectl("auth can-i --list").contains("*.*"))
        #expect(try await kubectl("auth whoami").contains("system:masters"))
        try await kubectl("create serviceaccount bot")
        #expect(try await kubectl("create token bot").split(separator: ".").count == 2)
    }

    @Test func `what cannot be made is refused in the server's words`() async throws {
        let kubectl = try await KubectlCluster.start()
        try await kubectl("create configmap a")
        #expect(
            try await kubectl.refusal("create configmap a")
                == "error: failed to create configmap: configmaps \"a\" already exists")
        #expect(
            try await kubectl.refusal("create configmap b --namespace=absent")
                == "error: failed to create configmap: namespaces \"absent\" not found")
        #expect(try await kubectl.refusal("create configmap Bad_Name").contains("a lowercase RFC 1123 subdomain must"))
    }
}
