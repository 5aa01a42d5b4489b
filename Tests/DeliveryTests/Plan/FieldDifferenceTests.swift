import Manifests
import StructuredMerge
import Testing

@testable import Delivery

@Suite struct FieldDifferenceTests {
    private func deployment(image: String, replicas: Value, env: [Value] = []) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": "scorer", "annotations": ["example.com/owner": "ml"]],
            "spec": [
                "replicas": replicas,
                "template": ["spec": ["containers": [["name": "model", "image": .string(image), "env": .array(env)]]]],
            ],
        ]
    }

    @Test func `a changed field is named by its path with the item's name`() {
        let differences = FieldDifference.between(
            deployment(image: "scorer:1", replicas: 2), and: deployment(image: "scorer:2", replicas: 2))
        #expect(
            differences == [
                FieldDifference(
                    path: "spec.template.spec.containers[name=model].image", before: "scorer:1", after: "scorer:2")
            ])
    }

    @Test func `an inserted list item does not make the others differ`() {
        let a: Value = ["name": "A", "value": "1"]
        let b: Value = ["name": "B", "value": "2"]
        let differences = FieldDifference.between(
            deployment(image: "s", replicas: 1, env: [b]), and: deployment(image: "s", replicas: 1, env: [a, b]))
        #expect(
            differences.map(\.path) == [
                "spec.template.spec.containers[name=model].env[name=A].name",
                "spec.template.spec.containers[name=model].env[name=A].value",
            ])
    }

    @Test func `the schema tells what items are known by, their defaults too`() {
        func service(_ ports: [Value]) -> Value {
            ["apiVersion": "v1", "kind": "Service", "spec": ["ports": .array(ports)]]
        }
        let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Service")]
        let differences = FieldDifference.between(
            service([["port": 80, "targetPort": 1], ["port": 53, "protocol": "UDP", "targetPort": 5]]),
            and: service([
                ["port": 53, "protocol": "UDP", "targetPort": 6], ["port": 80, "protocol": "TCP", "targetPort": 1],
            ]),
            schema: schema)
        #expect(
            differences.map(\.path) == [
                "spec.ports[port=80,protocol=TCP].protocol", "spec.ports[port=53,protocol=UDP].targetPort",
                "spec.ports (order)",
            ])
    }

    @Test func `items in another order are one difference`() {
        let a: Value = ["name": "A", "value": "1"]
        let b: Value = ["name": "B", "value": "2"]
        let differences = FieldDifference.between(
            deployment(image: "s", replicas: 1, env: [a, b]), and: deployment(image: "s", replicas: 1, env: [b, a]))
        #expect(
            differences == [
                FieldDifference(
                    path: "spec.template.spec.containers[name=model].env (order)", before: ["A", "B"],
                    after: ["B", "A"])
            ])
    }

    @Test func `a removed object is shown field by field, and a key with a dot stands in brackets`() {
        let before: Value = ["metadata": ["annotations": ["example.com/owner": "ml", "plain": "x"]]]
        #expect(
            FieldDifference.between(before, and: ["metadata": [:]]) == [
                FieldDifference(path: "metadata.annotations[example.com/owner]", before: "ml", after: nil),
                FieldDifference(path: "metadata.annotations.plain", before: "x", after: nil),
            ])
    }

    @Test func `what the server keeps for itself is no difference`() {
        let before: Value = [
            "metadata": ["resourceVersion": "1", "generation": 1, "managedFields": []], "status": ["a": 1],
        ]
        let after: Value = ["metadata": ["resourceVersion": "2", "generation": 2], "status": ["a": 2]]
        #expect(FieldDifference.between(before, and: after) == [])
    }

    @Test func `a field named status elsewhere is one`() {
        let before: Value = ["spec": ["status": 1]]
        #expect(FieldDifference.between(before, and: ["spec": ["status": 2]]).map(\.path) == ["spec.status"])
    }

    @Test(arguments: ["data", "stringData"])
    func `the values of a Secret never appear`(field: String) {
        let before: Value = ["apiVersion": "v1", "kind": "Secret", field: ["password": "hunter2", "gone": "geheim"]]
        let after: Value = ["apiVersion": "v1", "kind": "Secret", field: ["password": "correct horse", "new": "neu"]]
        let differences = FieldDifference.between(before, and: after)
        #expect(differences.map(\.path) == ["\(field).gone", "\(field).new", "\(field).password"])
        let text = "\(differences)"
        for secret in ["hunter2", "correct horse", "geheim", "neu\""] { #expect(!text.contains(secret)) }
        #expect(differences.last?.before != differences.last?.after)
    }

    @Test func `a Secret that appears as a whole is masked`() {
        let after: Value = ["apiVersion": "v1", "kind": "Secret", "data": ["password": "hunter2"]]
        #expect(!"\(FieldDifference.between([:], and: after))".contains("hunter2"))
        let malformed: Value = ["apiVersion": "v1", "kind": "Secret", "data": "hunter2"]
        #expect(!"\(FieldDifference.between(after, and: malformed))".contains("hunter2"))
    }

    @Test func `the manifest that kubectl leaves in an annotation is masked`() {
        func object(_ text: Value) -> Value {
            ["metadata": ["annotations": ["kubectl.kubernetes.io/last-applied-configuration": text]]]
        }
        let differences = FieldDifference.between(object("{\"data\":\"hunter2\"}"), and: object("{}"))
        #expect(differences.count == 1)
        #expect(!"\(differences)".contains("hunter2"))
    }
}
