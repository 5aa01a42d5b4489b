import Foundation
import Testing

/// `kubectl` changes objects: applies, patches, edits, labels.
@Suite(.enabled(if: Place.hasKubectl, "kubectl is not in .venv/bin")) struct KubectlChangeTests {
    private static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: nginx:1.25
                env: [{name: A, value: "1"}, {name: B, value: "2"}]
        """

    private static func start(_ manifest: String = manifest) async throws -> KubectlCluster {
        let kubectl = try await KubectlCluster.start()
        try kubectl.scratch.write("web.yaml", manifest)
        return kubectl
    }

    @Test func `a client-side apply creates, changes, removes and rests`() async throws {
        let kubectl = try await Self.start()
        #expect(try await kubectl("apply -f web.yaml") == "deployment.apps/web created")
        #expect(try await kubectl("apply -f web.yaml") == "deployment.apps/web unchanged")
        try kubectl.scratch.write(
            "web.yaml", Self.manifest.replacing("1.25", with: "1.26").replacing("{name: A, value: \"1\"}, ", with: ""))
        let difference = try await kubectl.kubectl(["diff", "-f", "web.yaml"])
        #expect(difference.status == 1)
        #expect(difference.output.contains("+        image: nginx:1.26"))
        #expect(difference.output.contains("-        - name: A"))
        #expect(try await kubectl("apply -f web.yaml") == "deployment.apps/web configured")
        let container = "{.spec.template.spec.containers[0]"
        #expect(try await kubectl("get deployment web -o jsonpath=\(container).image}") == "nginx:1.26")
        #expect(try await kubectl("get deployment web -o jsonpath=\(container).env[*].name}") == "B")
        #expect(try await kubectl("apply view-last-applied deployment/web").contains("nginx:1.26"))
    }

    @Test func `a server-side apply conflicts with other managers until it is forced`() async throws {
        let kubectl = try await Self.start()
        #expect(
            try await kubectl("apply --server-side --field-manager=one -f web.yaml")
                == "deployment.apps/web serverside-applied")
        try kubectl.scratch.write("web.yaml", Self.manifest.replacing("1.25", with: "1.26"))
        let refusal = try await kubectl.refusal("apply --server-side --field-manager=two -f web.yaml")
        #expect(
            refusal.hasPrefix(
                "error: Apply failed with 1 conflict: conflict with \"one\": .spec.template.spec.containers[name=\"web\"].image"
            ))
        try await kubectl("apply --server-side --field-manager=two --force-conflicts -f web.yaml")
        #expect(
            try await kubectl("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}")
                == "nginx:1.26")
    }

    @Test func `unknown fields are refused, warned of or passed over`() async throws {
        let kubectl = try await Self.start(Self.manifest.replacing("replicas:", with: "replicaz:"))
        #expect(
            try await kubectl.refusal("create -f web.yaml")
                == "Error from server (BadRequest): error when creating \"web.yaml\": Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.replicaz\""
        )
        let warned = try await kubectl.kubectl(["create", "-f", "web.yaml", "--validate=warn"])
        #expect(warned.status == 0)
        #expect(warned.errors == "Warning: unknown field \"spec.replicaz\"\n")
        try await kubectl("delete deployment web")
        let ignored = try await kubectl.kubectl(["create", "-f", "web.yaml", "--validate=ignore"])
        #expect(ignored.errors == "")
        #expect(try await kubectl("get deployment web -o jsonpath={.spec.replicaz}") == "")
    }

    @Test func `a value of another type is refused`() async throws {
        let kubectl = try await Self.start(Self.manifest.replacing("replicas: 1", with: "replicas: many"))
        #expect(
            try await kubectl.refusal("create -f web.yaml").hasSuffix(
                "Deployment in version \"v1\" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
            ))
    }

    @Test func `patches of every type change what they name`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("apply -f web.yaml")
        #expect(
            try await kubectl(
                "patch deployment web -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"s:1\"}]}}}}'"
            ) == "deployment.apps/web patched")
        #expect(
            try await kubectl("get deployment web -o jsonpath={.spec.template.spec.containers[*].name}") == "side web")
        try await kubectl("patch deployment web --type=merge -p '{\"metadata\":{\"labels\":{\"tier\":\"front\"}}}'")
        try await kubectl(
            "patch deployment web --type=json -p '[{\"op\":\"remove\",\"path\":\"/metadata/labels/app\"}]'")
        #expect(try await kubectl("get deployment web -o jsonpath={.metadata.labels}") == "{\"tier\":\"front\"}")
        try await kubectl("patch deployment web --subresource=scale --type=merge -p '{\"spec\":{\"replicas\":2}}'")
        #expect(try await kubectl("get deployment web -o jsonpath={.spec.replicas}") == "2")
        #expect(
            try await kubectl("patch deployment web --type=merge -p '{\"spec\":{\"replicas\":2}}'")
                == "deployment.apps/web patched (no change)")
    }

    @Test func `labels and annotations come and go`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("create configmap settings")
        #expect(try await kubectl("label configmap settings a=b") == "configmap/settings labeled")
        #expect(try await kubectl.refusal("label configmap settings a=c").contains("--overwrite is false"))
        try await kubectl("label configmap settings a=c --overwrite")
        #expect(try await kubectl("label configmap settings a-") == "configmap/settings unlabeled")
        #expect(try await kubectl("annotate configmap settings note='it is'") == "configmap/settings annotated")
        try await kubectl("annotate configmap settings note-")
        #expect(try await kubectl("get configmap settings -o jsonpath={.metadata.annotations}{.metadata.labels}") == "")
        #expect(
            try await kubectl.refusal("label configmap settings 'a b=c'").contains(
                "metadata.labels: Invalid value: \"a b\""))
    }

    @Test func `an editor's change is taken`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("create configmap settings --from-literal=a=one")
        try kubectl.scratch.write("edit.sh", "#!/bin/sh\nsed -i 's/a: one/a: two/' \"$1\"\n")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(kubectl.scratch.path)/edit.sh")
        let edited = try await kubectl(
            "edit configmap settings", environment: ["KUBE_EDITOR": "\(kubectl.scratch.path)/edit.sh"])
        #expect(edited == "configmap/settings edited")
        #expect(try await kubectl("get configmap settings -o jsonpath={.data.a}") == "two")
    }

    @Test func `an object is replaced, by force with another`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("create -f web.yaml")
        try kubectl.scratch.write("web.yaml", Self.manifest.replacing("replicas: 1", with: "replicas: 3"))
        #expect(try await kubectl("replace -f web.yaml") == "deployment.apps/web replaced")
        #expect(try await kubectl("get deployment web -o jsonpath={.spec.replicas}") == "3")
        let uid = try await kubectl("get deployment web -o jsonpath={.metadata.uid}")
        try await kubectl("replace --force -f web.yaml")
        #expect(try await kubectl("get deployment web -o jsonpath={.metadata.uid}") != uid)
    }

    @Test func `what is immutable stays`() async throws {
        let kubectl = try await Self.start()
        try await kubectl("apply -f web.yaml")
        #expect(
            try await kubectl.refusal(
                "patch deployment web --type=merge -p '{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"x\"}},\"template\":{\"metadata\":{\"labels\":{\"app\":\"x\"}}}}}'"
            ).contains("spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"x\"}}: field is immutable"))
        try await kubectl("create configmap sealed --from-literal=a=1")
        try await kubectl("patch configmap sealed -p '{\"immutable\":true}'")
        #expect(
            try await kubectl.refusal("patch configmap sealed -p '{\"data\":{\"a\":\"2\"}}'")
                == "The ConfigMap \"sealed\" is invalid: data: Forbidden: field is immutable when `immutable` is set")
    }

    @Test func `a node is tainted, cordoned and drained`() async throws {
        let kubectl = try await Self.start("{apiVersion: v1, kind: Node, metadata: {name: n1}}")
        try await kubectl("apply -f web.yaml")
        #expect(try await kubectl("taint node n1 a=b:NoSchedule") == "node/n1 tainted")
        #expect(try await kubectl("cordon n1") == "node/n1 cordoned")
        #expect(try await kubectl("get nodes --no-headers").contains("SchedulingDisabled"))
        #expect(try await kubectl("uncordon n1") == "node/n1 uncordoned")
        try kubectl.scratch.write(
            "pod.yaml",
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n1, containers: [{name: c, image: i}]}}")
        try await kubectl("create -f pod.yaml")
        #expect(try await kubectl("drain n1 --force --ignore-daemonsets").contains("pod/p evicted"))
        #expect(try await kubectl("get pods -o name") == "")
    }
}
