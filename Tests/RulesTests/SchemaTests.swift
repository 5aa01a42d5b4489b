import Foundation
import Manifests
import StructuredMerge
import Testing

@testable import Rules

/// What policies read of objects, checked against the schemas of their kinds.
@Suite struct Schemas {
    static let kubernetes = Fixtures.root.appending(path: "../shared/kubernetes").standardizedFileURL
    static let hasRecordings = FileManager.default.fileExists(atPath: kubernetes.appending(path: "README.md").path)

    private func messages(
        _ body: String, kinds: String = "[.deployment]", before: String = "", _ schemas: PolicySchemas = PolicySchemas()
    ) throws -> [String] {
        let text = "import PolicyV1\n\(before)admission(\"p\", kinds: \(kinds)) { review in\n\(body)\n}\n"
        return try Fixtures.program(text).check(against: schemas).map {
            "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.message) | \($0.hint ?? "")"
        }
    }

    @Test func `a misspelt field of a path is told at its letters, with the name that was meant`() throws {
        #expect(
            try messages("deny(review.object.at(\"spec.template.spec.contaners[0]\")?.text ?? \"\")")
                == ["3:43 unknown field 'contaners' | did you mean 'containers'?"])
        #expect(
            try messages("deny(review.object[\"spec\"]?[\"replica\"]?.integer == 1 ? \"a\" : \"b\")")
                == ["3:29 unknown field 'replica' | did you mean 'replicas'?"])
        #expect(try messages("deny(\"x\", at: \"spec.replica\")").first?.hasPrefix("3:21 unknown field") == true)
        #expect(try messages("require(review.object.has(\"specs\"), \"x\")").count == 1)
    }

    @Test func `what is read is followed through constants, loops, closures and functions`() throws {
        let function = """
            func probe(_ container: Container, _ key: String) -> Json? { container[key]?["httpGt"] }

            """
        #expect(
            try messages(
                """
                let template = review.object.at("spec.template")
                if let spec = template?["spec"] { deny(spec["nodename"]?.string ?? "") }
                for volume in review.pod.volumes where volume["hostpath"] != nil { deny("x") }
                for container in review.pod.allContainers { deny(container["imagePullPolicies"]?.string ?? "") }
                deny(review.pod.containers.contains { probe($0, "livenessProbe") != nil } ? "a" : "b")
                for key in ["replicas", "replica"] { deny(review.object.at("spec." + key)?.text ?? "") }
                deny(review.object.list("spec.template.spec.tolerations").map { $0["efect"]?.string ?? "" }.joined(separator: ","))
                """, before: function)
                == [
                    "2:78 unknown field 'httpGt' | did you mean 'httpGet'?",
                    "5:45 unknown field 'nodename' | did you mean 'nodeName'?",
                    "6:47 unknown field 'hostpath' | did you mean 'hostPath'?",
                    "7:60 unknown field 'imagePullPolicies' | did you mean 'imagePullPolicy'?",
                    "9:60 unknown field 'replica' | did you mean 'replicas'?",
                    "10:68 unknown field 'efect' | did you mean 'effect'?",
                ])
    }

    @Test func `a value read as another type than its schema's is told`() throws {
        #expect(
            try messages("deny(review.object.at(\"spec.replicas\")?.string ?? \"\")").first?
                .contains("expected a string, found a number by its schema") == true)
        #expect(
            try messages("deny(review.object.list(\"spec.selector\").isEmpty ? \"a\" : \"b\")").first?
                .contains("expected a list, found an object by its schema") == true)
        #expect(
            try messages("deny(review.object.at(\"spec.template.spec.containers.name\")?.text ?? \"\")").first?
                .contains("found a list by its schema") == true)
        #expect(
            try messages("deny(review.object.at(\"spec.replicas[0]\")?.text ?? \"\")").first?
                .contains("expected a list before '[', found a number") == true)
    }

    @Test func `a policy for several kinds may read what one of them has, and nothing that none has`() throws {
        let both = "[.persistentVolumeClaim, .statefulSet]"
        #expect(try messages("deny(review.object.at(\"spec.storageClassName\")?.text ?? \"\")", kinds: both) == [])
        #expect(try messages("deny(review.object.at(\"spec.replicas\")?.text ?? \"\")", kinds: both) == [])
        #expect(try messages("deny(review.object.at(\"spec.replica\")?.text ?? \"\")", kinds: both).count == 1)
    }

    @Test func `free maps and unknown kinds have any field`() throws {
        #expect(
            try messages(
                """
                deny(review.object.at("metadata.labels.app")?.string ?? "")
                deny(review.object.at("spec.template.spec.nodeSelector['a/b']")?.string ?? "")
                """) == [])
        #expect(try messages("deny(review.object.at(\"spec.x.y\")?.text ?? \"\")", kinds: "[\"a.io/Thing\"]") == [])
        #expect(try messages("deny(review.object.at(\"spec.x.y\")?.text ?? \"\")", kinds: ".any") == [])
        #expect(
            try messages(
                "deny(cluster.objects(\"a.io/Thing\").map { $0[\"x\"]?.text ?? \"\" }.joined(separator: \"\"))")
                == [])
    }

    @Test func `the inventory's objects and typed resources have schemas too`() throws {
        #expect(
            try messages(
                "require(cluster.objects(.ingress).contains { $0.at(\"spec.rule[0].host\") != nil }, \"x\")"
            ) == ["3:58 unknown field 'rule' | did you mean 'rules'?"])
    }

    @Test func `a definition's own schema is used, and replaces what was known`() throws {
        var schemas = PolicySchemas()
        try schemas.add(
            YAML.parse(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                spec:
                  group: a.io
                  names: { kind: Thing }
                  versions:
                    - name: v1
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties:
                            spec:
                              type: object
                              properties:
                                size: { type: integer }
                                free: { type: object, x-kubernetes-preserve-unknown-fields: true }
                """, file: "thing.yaml"
            ).documents.map(\.value), of: "thing.yaml")
        func thing(_ path: String) throws -> [String] {
            try messages("deny(review.object.at(\"\(path)\")?.text ?? \"\")", kinds: "[\"a.io/Thing\"]", schemas)
        }
        #expect(try thing("spec.size") == [])
        #expect(try thing("spec.free.any.thing") == [])
        #expect(try thing("metadata.name") == [])
        #expect(try thing("spec.sise").map { $0.hasSuffix("unknown field 'sise' | did you mean 'size'?") } == [true])
        #expect(throws: RulesError.self) { try schemas.add([["kind": "Pod"]], of: "pod.yaml") }
    }

    @Test func `calls that call twice as many again are followed within a budget`() throws {
        var functions = "func f0(_ j: Json) -> Bool { j[\"x\"] == nil }\n"
        for index in 1...40 {
            functions += "func f\(index)(_ j: Json) -> Bool { f\(index - 1)(j) && f\(index - 1)(j) }\n"
        }
        #expect(
            try messages("require(f40(review.object), \"x\")", before: functions).map { $0.contains("'x'") } == [true])
    }

    @Test func `every policy of this repository reads only what Kubernetes' own schemas know`() throws {
        for file in Self.shipped {
            let program = try PolicyProgram(file)
            #expect(program.check(against: PolicySchemas()).map(\.description) == [])
        }
    }

    @Test(.enabled(if: Self.hasRecordings, "the recorded schemas are not beside the package"))
    func `every policy of this repository reads only what a real server's schemas know`() throws {
        var schemas = PolicySchemas(SchemaCatalog())
        for (folder, suffix) in [("openapi", ".json"), ("crds", ".yaml")] {
            let url = Self.kubernetes.appending(path: folder)
            for name in try FileManager.default.contentsOfDirectory(atPath: url.path) where name.hasSuffix(suffix) {
                let bytes = Array(try Data(contentsOf: url.appending(path: name)))
                let values =
                    suffix == ".json" ? [try JSON.parse(bytes)] : YAML.parse(bytes, file: name).documents.map(\.value)
                try schemas.add(values, of: name)
            }
        }
        #expect(schemas.types(named: "inferenceService").count >= 1)
        #expect(schemas.types(named: "serving.kserve.io/InferenceService").count >= 1)
        for file in Self.shipped {
            #expect(try PolicyProgram(file).check(against: schemas).map(\.description) == [])
        }
        #expect(
            try messages(
                "deny(review.object.at(\"spec.predictor.model.storageUrl\")?.text ?? \"\")",
                kinds: "[.inferenceService]", schemas
            ).first?.contains("did you mean 'storageUri'?") == true)
    }

    private static var shipped: [SourceFile] {
        (Fixtures.files(Fixtures.root.appending(path: "policies")) + Fixtures.library)
            .filter { $0.name.hasSuffix(".policy.swift") }
    }
}
