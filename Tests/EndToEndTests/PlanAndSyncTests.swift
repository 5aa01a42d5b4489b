import Foundation
import Testing

/// `lockstep plan` and `lockstep sync` on the project's own environments, against the embedded cluster, seen by kubectl.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"), .serialized)
struct PlanAndSyncTests {
    @Test func `plan tells, sync does, and then there is nothing to tell`() async throws {
        let world = try await World.make()
        let before = try await world.lockstep(["plan"])
        #expect(before.status == 1)
        #expect(before.output.contains("+ create  InferenceService.serving.kubeflow.org production/fraud-detection"))
        #expect(before.output.contains("environments/production/fraud-detection/inference-service.yaml:2:1"))

        let sync = try await world.lockstep(["sync"])
        #expect(sync.status == 0, "\(sync.output)\(sync.errors)")
        #expect(sync.output.contains("production: in sync"))
        #expect(sync.output.contains("staging: in sync"))

        let after = try await world.lockstep(["plan"])
        #expect(after.status == 0, "\(after.output)\(after.errors)")
        #expect(try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "production") == "3")
    }

    @Test func `of several repositories the last one named counts, in either form`() async throws {
        let world = try await World.make()
        let first = try await world.lockstep(["plan", "production", "--repository=/nowhere"])
        #expect(first.status == 1, "\(first.output)\(first.errors)")
        #expect(first.output.contains("+ create  InferenceService"))
        let last = try await run(
            Place.lockstep,
            [
                "plan", "production", "--repository", world.work, "--repository=/nowhere", "--kubeconfig",
                world.kubeconfig,
            ])
        #expect(last.status == 2)
        #expect(last.errors.contains("expected a folder 'environments' in '/nowhere', found none"))
    }

    private static let environment = """
        apiVersion: lockstep/v1
        kind: Environment
        metadata: { name: things }
        spec: { cluster: { context: embedded }, namespace: things, sync: { prune: true } }

        """

    /// - Returns: what writes a file of it: the text, and the name.
    private static func makeEnvironment(in world: World) throws -> (String, String) throws -> Void {
        let folder = "\(world.work)/environments/things"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let write = { (text: String, name: String) in
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        try write(environment, "environment.yaml")
        try write("apiVersion: v1\nkind: Namespace\nmetadata: { name: things }\n", "namespace.yaml")
        return write
    }

    @Test func `differences that print alike, or have no value, are told apart`() async throws {
        let world = try await World.make()
        let write = try Self.makeEnvironment(in: world)
        func service(_ more: String = "") -> String {
            """
            apiVersion: v1
            kind: Service
            metadata: { name: declared }
            spec: { selector: { app: x }, ports: [{ name: web, port: 80 }]\(more) }

            """
        }
        func thing(_ port: String) -> String {
            "apiVersion: z.example.com/v1\nkind: Thing\nmetadata: { name: typed }\nspec: { port: \(port) }\n"
        }
        func configMap(_ value: String) -> String {
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { value: \(value) }\n"
        }
        try write(Self.definition(fields: "port: { x-kubernetes-int-or-string: true }", versions: ["v1"]), "crd.yaml")
        try write(thing("\"80\""), "typed.yaml")
        try write(service(), "declared.yaml")
        try write(configMap("x"), "c.yaml")
        let sync = try await world.lockstep(["sync", "things"])
        #expect(sync.status == 0, "\(sync.output)\(sync.errors)")
        try write(thing("80"), "typed.yaml")
        try write(service(", sessionAffinity: None"), "declared.yaml")
        try write(configMap("\"\""), "c.yaml")
        let plan = try await world.lockstep(["plan", "things"])
        #expect(plan.status == 1)
        #expect(plan.output.contains("- \"80\"\n        + 80\n"), "\(plan.output)")
        #expect(plan.output.contains("- x\n        + \"\"\n"), "\(plan.output)")
        #expect(
            plan.output.contains("      spec.sessionAffinity: declared now, with the value that it has\n"),
            "\(plan.output)")
    }

    private static func definition(fields: String, versions: [String]) -> String {
        let schema =
            "{ openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { \(fields) } } } } }"
        let all = versions.map { "    - { name: \($0), served: true, storage: \($0 == "v1"), schema: \(schema) }" }
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: things.z.example.com }
            spec:
              group: z.example.com
              names: { kind: Thing, plural: things }
              scope: Namespaced
              versions:
            \(all.joined(separator: "\n"))

            """
    }

    @Test func `an object may use what its definition gains in the same commit: a field, then a version`() async throws
    {
        let world = try await World.make()
        let write = try Self.makeEnvironment(in: world)
        let steps = [
            ("a: { type: string }", ["v1"], "v1", "a: one"),
            ("a: { type: string }, b: { type: string }", ["v1"], "v1", "a: one, b: two"),
            ("a: { type: string }, b: { type: string }", ["v1", "v2"], "v2", "a: one, b: three"),
        ]
        for (fields, versions, version, spec) in steps {
            try write(Self.definition(fields: fields, versions: versions), "definition.yaml")
            try write(
                "apiVersion: z.example.com/\(version)\nkind: Thing\nmetadata: { name: t }\nspec: { \(spec) }\n",
                "thing.yaml")
            let plan = try await world.lockstep(["plan", "things"])
            #expect(plan.status == 1, "\(plan.output)\(plan.errors)")
            #expect(!plan.output.contains("refused"), "\(plan.output)")
            let sync = try await world.lockstep(["sync", "things"])
            #expect(sync.status == 0, "\(version) \(spec): \(sync.output)\(sync.errors)")
            let after = try await world.lockstep(["plan", "things"])
            #expect(after.status == 0, "\(version) \(spec): \(after.output)\(after.errors)")
        }
        #expect(try await world.field(".spec.b", of: "things.v2.z.example.com/t", in: "things") == "three")
    }

    @Test func `what is wrong beside its definition is still refused`() async throws {
        let world = try await World.make()
        let write = try Self.makeEnvironment(in: world)
        try write(Self.definition(fields: "a: { type: string }", versions: ["v1"]), "definition.yaml")
        try write(
            "apiVersion: z.example.com/v1\nkind: Thing\nmetadata: { name: t }\nspec: { a: one }\n", "thing.yaml")
        #expect(try await world.lockstep(["sync", "things"]).status == 0)
        try write(Self.definition(fields: "a: { type: string, maxLength: 2 }", versions: ["v1"]), "definition.yaml")
        try write(
            "apiVersion: z.example.com/v1\nkind: Thing\nmetadata: { name: t }\nspec: { a: four }\n", "thing.yaml")
        let sync = try await world.lockstep(["sync", "things"])
        #expect(sync.status != 0, "\(sync.output)\(sync.errors)")
        #expect(try await world.field(".spec.a", of: "thing/t", in: "things") == "one")
    }

    @Test func `a changed field is shown before and after, and as JSON`() async throws {
        let world = try await World.make()
        _ = try await world.lockstep(["sync"])
        try world.edit("environments/production/fraud-detection/inference-service.yaml") {
            $0.replacing("v1.2.0", with: "v1.3.0")
        }
        let text = try await world.lockstep(["plan", "production"])
        #expect(text.status == 1)
        #expect(text.output.contains("spec.predictor.containers[name=kfserving-container].image"))
        #expect(text.output.contains("- registry.example.com/fraud-model:v1.2.0"))
        #expect(text.output.contains("+ registry.example.com/fraud-model:v1.3.0"))
        let json = try await world.lockstep(["plan", "production", "--output", "json"])
        let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let plan = (report?["plans"] as? [[String: Any]])?.first
        #expect(plan?["inSync"] as? Bool == false)
        let change = (plan?["changes"] as? [[String: Any]])?.first
        #expect(change?["action"] as? String == "update")
        #expect(
            (change?["differences"] as? [[String: Any]])?.first?["after"] as? String
                == "registry.example.com/fraud-model:v1.3.0")
    }

    @Test func `a conflict shows both values, and what else differs`() async throws {
        let world = try await World.make()
        try world.edit("environments/staging/environment.yaml") {
            $0.replacing("selfHeal: true", with: "selfHeal: false")
        }
        _ = try await world.lockstep(["sync", "staging"])
        let foreign =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shared, namespace: staging, "
            + "annotations: { example.com/owner: ops } }\ndata: { a: theirs }\n"
        try foreign.write(toFile: "\(world.scratch.path)/foreign.yaml", atomically: true, encoding: .utf8)
        try await world.kubectl([
            "apply", "--server-side", "--field-manager", "ops", "-f", "\(world.scratch.path)/foreign.yaml",
        ])
        let own =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shared, "
            + "annotations: { example.com/owner: ml } }\ndata: { a: ours, b: new }\n"
        try own.write(
            toFile: "\(world.work)/environments/staging/shared.yaml", atomically: true, encoding: .utf8)
        let plan = try await world.lockstep(["plan", "staging"])
        let lines = plan.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let start = try #require(lines.firstIndex { $0.hasPrefix("! conflict ConfigMap staging/shared") }, "\(plan)")
        #expect(lines[(start + 1)...].contains("'metadata.annotations[example.com/owner]' is owned by 'ops'"))
        #expect(lines[(start + 1)...].contains("'data.a' is owned by 'ops'"))
        let values = try #require(lines[start...].firstIndex(of: "data.a"))
        #expect(lines[values...].prefix(3) == ["data.a", "- theirs", "+ ours"])
        #expect(lines[start...].contains("data.b") && lines[start...].contains("+ new"))
        let json = try await world.lockstep(["plan", "staging", "--output", "json"])
        #expect(json.output.contains(#""conflicts""#) && json.output.contains(#""theirs""#))
    }

    @Test func `a revision is planned as it was committed, whatever lies in the work tree`() async throws {
        let world = try await World.make()
        _ = try await world.lockstep(["sync"])
        try world.edit("environments/staging/fraud-detection/config.yaml") { $0 + "# edited\n  extra: \"1\"\n" }
        #expect(try await world.lockstep(["plan", "staging"]).status == 1)
        #expect(try await world.lockstep(["plan", "staging", "--revision", "HEAD"]).status == 0)
    }

    @Test func `what a finalizer holds is not in sync before it is gone`() async throws {
        let world = try await World.make()
        let file = "\(world.work)/environments/staging/held.yaml"
        let text = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: held\n  finalizers: [example.com/backup]\n"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        _ = try await world.lockstep(["sync"])
        try FileManager.default.removeItem(atPath: file)
        try world.edit("environments/staging/environment.yaml") {
            $0.replacing("    prune: true", with: "    deadline: 1s\n    prune: true")
        }
        let sync = try await world.lockstep(["sync", "staging"])
        #expect(sync.status == 1)
        #expect(sync.output.contains("held by its finalizers 'example.com/backup'"), "\(sync.output)")
        let plan = try await world.lockstep(["plan", "staging"])
        #expect(plan.status == 1 && plan.output.contains("- terminating ServiceAccount staging/held"), "\(plan.output)")
        try await world.kubectl([
            "--namespace", "staging", "patch", "serviceaccount", "held", "--type", "merge", "--patch",
            #"{"metadata": {"finalizers": null}}"#,
        ])
        #expect(try await world.lockstep(["sync", "staging"]).status == 0)
        #expect(try await world.lockstep(["plan", "staging"]).status == 0)
    }

    @Test func `kubectl apply of the folder gives what lockstep gives`() async throws {
        let world = try await World.make()
        _ = try await world.lockstep(["sync"])
        let diff = try await world.kubectl([
            "--namespace", "production", "diff", "--server-side", "--field-manager", "lockstep",
            "-f", "\(world.work)/environments/production/fraud-detection",
        ])
        // All that kubectl would take away are the labels that mark the objects as the environment's.
        let changed = diff.output.split(separator: "\n").filter {
            ($0.hasPrefix("-") || $0.hasPrefix("+")) && !$0.hasPrefix("---") && !$0.hasPrefix("+++")
        }
        #expect(
            changed.allSatisfy { line in
                ["applyset.kubernetes.io/part-of", "lockstep/environment", "generation", "labels"].contains {
                    line.contains($0)
                }
            }, "\(diff.output)\(diff.errors)")
    }

    @Test func `secrets never appear`() async throws {
        let world = try await World.make()
        _ = try await world.lockstep(["sync"])
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: hunter2hunter2\n"
        try secret.write(
            toFile: "\(world.work)/environments/staging/fraud-detection/secret.yaml", atomically: true, encoding: .utf8)
        // What `kubectl apply` leaves in an annotation holds them too.
        try world.scratch.write(
            "theirs.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: { name: token, namespace: staging }\n"
                + "stringData: { token: geheimgeheim, gone: hunter2hunter2 }\n")
        try await world.kubectl(["apply", "-f", "\(world.scratch.path)/theirs.yaml"])
        var outputs = [try await world.lockstep(["plan", "staging"]), try await world.lockstep(["sync", "staging"])]
        try world.edit("environments/staging/fraud-detection/secret.yaml") {
            $0.replacing("hunter2hunter2", with: "geheimgeheim")
        }
        outputs.append(try await world.lockstep(["plan", "staging"]))
        #expect(outputs.map(\.status) == [1, 0, 1])
        outputs.append(try await world.lockstep(["plan", "staging", "--output", "json"]))
        #expect(outputs[0].output.contains("metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]"))
        #expect(!outputs[0].output.contains("null") && !outputs[0].output.contains("Opaque"), "\(outputs[0].output)")
        #expect(outputs[2].output.contains("data.token"))
        for output in outputs {
            for secret in ["hunter2", "geheim", "aHVudGVyMmh1bnRlcjI", "Z2VoZWltZ2VoZWlt"] {
                #expect(!(output.output + output.errors).contains(secret))
            }
        }
    }

    @Test func `every fault of an environment is told at once, the other environment is planned all the same`()
        async throws
    {
        let world = try await World.make()
        try world.edit("environments/staging/environment.yaml") { $0.replacing("selfHeal", with: "selfheal") }
        try "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n".write(
            toFile: "\(world.work)/environments/staging/twice.yaml", atomically: true, encoding: .utf8)
        let plan = try await world.lockstep(["plan"])
        #expect(plan.status == 2)
        #expect(plan.errors.contains("environments/staging/environment.yaml:"))
        #expect(plan.errors.contains("'selfHeal'"))
        #expect(plan.errors.contains("environments/staging/twice.yaml:5:3: error: "))
        #expect(plan.output.contains("production"))
    }

    @Test func `a kustomization is rendered, and fetches nothing from elsewhere`() async throws {
        let world = try await World.make()
        let folder = "\(world.work)/environments/staging/kustomized"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "namePrefix: pre-\nresources: [config.yaml]\n".write(
            toFile: "\(folder)/kustomization.yaml", atomically: true, encoding: .utf8)
        try "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rendered\n".write(
            toFile: "\(folder)/config.yaml", atomically: true, encoding: .utf8)
        let path = "\(Place.root.path)/.venv/bin:/usr/bin:/bin"
        let arguments = ["plan", "staging", "--repository", world.work, "--kubeconfig", world.kubeconfig]
        let plan = try await run(Place.lockstep, arguments, environment: ["PATH": path])
        #expect(plan.output.contains("ConfigMap staging/pre-rendered"))
        let without = try await run(Place.lockstep, arguments, environment: ["PATH": "/nonexistent"])
        #expect(without.status == 2)
        #expect(without.errors.contains("expected 'kubectl' or 'kustomize' on the PATH"))

        // What is not in the repository is neither fetched nor passed over.
        try FileManager.default.createDirectory(atPath: "\(world.work)/base", withIntermediateDirectories: true)
        try "resources: [https://127.0.0.1:9/far.yaml]\n".write(
            toFile: "\(world.work)/base/kustomization.yaml", atomically: true, encoding: .utf8)
        for (text, found) in [
            ("resources: [config.yaml, 'github.com/example/app//base?ref=v1']", "github.com/example/app//base?ref=v1"),
            ("resources: ['https://example.com/app?ref=v1']", "https://example.com/app?ref=v1"),
            ("resources: ['git@example.com:app.git']", "git@example.com:app.git"),
            ("resources: [../../../../../etc/hostname]", "../../../../../etc/hostname"),
            ("components: [example.com/app]", "example.com/app"),
            ("resources: [../../../base]", "https://127.0.0.1:9/far.yaml"),
            ("patches: [{ path: 'https://example.com/p.yaml' }]", "https://example.com/p.yaml"),
            ("configMapGenerator: [{ name: a, files: ['a=https://example.com/a'] }]", "https://example.com/a"),
        ] {
            try "\(text)\n".write(toFile: "\(folder)/kustomization.yaml", atomically: true, encoding: .utf8)
            let refused = try await run(Place.lockstep, arguments, environment: ["PATH": path])
            #expect(refused.status == 2, "\(text)")
            #expect(
                refused.errors.contains("expected a file or a folder of this repository, found '\(found)'"),
                "\(refused.errors)")
            #expect(refused.errors.contains("kustomization.yaml:1:") && refused.errors.contains("hint: copy"))
        }
        try "resources: [config.yaml]\nconfigMapGenerator: [{ name: a, literals: ['URL=https://example.com'] }]\n"
            .write(
                toFile: "\(folder)/kustomization.yaml", atomically: true, encoding: .utf8)
        let literal = try await run(Place.lockstep, arguments, environment: ["PATH": path])
        #expect(literal.output.contains("ConfigMap staging/rendered"), "\(literal.errors)")
    }

    @Test func `what kubectl apply had set and Git does not declare goes away when lockstep takes over`() async throws {
        let world = try await World.make()
        try world.scratch.write(
            "theirs.yaml",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: fraud-scorer, namespace: staging, annotations: { example.com/by: hand } }
            data: { LEFT_OVER: "1" }
            """)
        try await world.kubectl(["apply", "-f", "\(world.work)/environments/staging/namespace.yaml"])
        let made = try await world.kubectl(["apply", "-f", "\(world.scratch.path)/theirs.yaml"])
        #expect(made.status == 0, "\(made.errors)")
        let plan = try await world.lockstep(["plan", "staging"])
        #expect(plan.output.contains("data.LEFT_OVER"), "\(plan.output)\(plan.errors)")
        let sync = try await world.lockstep(["sync", "staging"])
        #expect(sync.status == 0, "\(sync.output)\(sync.errors)")
        #expect(try await world.field(".data.LEFT_OVER", of: "configmap/fraud-scorer", in: "staging") == "")
        #expect(try await world.lockstep(["plan", "staging"]).status == 0)
    }

    @Test func `a hook runs before a sync, which waits for it`() async throws {
        let world = try await World.make()
        try """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
          annotations: { lockstep/hook: before }
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{ name: main, image: "migrate:1" }]

        """.write(
            toFile: "\(world.work)/environments/staging/migrate.yaml", atomically: true, encoding: .utf8)
        let sync = try await world.lockstep(["sync", "staging"])
        #expect(sync.status == 0, "\(sync.output)\(sync.errors)")
        let lines = sync.output.split(separator: "\n")
        let job = lines.firstIndex { $0.contains("Job.batch staging/migrate-") }
        let others = lines.firstIndex { $0.contains("Deployment.apps") }
        #expect(job != nil && others != nil && (job ?? 0) < (others ?? 0), "\(sync.output)")
        #expect(try await world.lockstep(["plan", "staging"]).status == 0)
    }
}
