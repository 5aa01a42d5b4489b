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

    private func positional(_ before: Value, _ after: Value) -> [FieldDifference] {
        FieldDifference.between(["spec": ["args": before]], and: ["spec": ["args": after]])
    }

    @Test func `an item put before others that have no keys does not make them differ`() {
        #expect(
            positional(["--a", "--b", "--c"], ["--new", "--a", "--b", "--c"]) == [
                FieldDifference(path: "spec.args[0]", before: nil, after: "--new")
            ])
        #expect(
            positional(["--a", "--b", "--c"], ["--a", "--c"]) == [
                FieldDifference(path: "spec.args[1]", before: "--b", after: nil)
            ])
        #expect(
            positional(["--a", "--b", "--c", "--d"], ["--x", "--b", "--d", "--e"]) == [
                FieldDifference(path: "spec.args[0]", before: "--a", after: "--x"),
                FieldDifference(path: "spec.args[2]", before: "--c", after: nil),
                FieldDifference(path: "spec.args[3]", before: nil, after: "--e"),
            ])
    }

    @Test func `an item that changes is compared field by field, wherever others are put`() {
        let from: Value = ["from": [["podSelector": ["matchLabels": ["app": "a"]]]]]
        func rule(_ port: Value) -> Value { ["ports": [["port": port]]] }
        #expect(
            positional([rule(80), rule(90)], [from, rule(80), rule(91)]) == [
                FieldDifference(
                    path: "spec.args[0].from", before: nil,
                    after: [["podSelector": ["matchLabels": ["app": "a"]]]]),
                FieldDifference(path: "spec.args[1→2].ports[0].port", before: 90, after: 91),
            ])
    }

    @Test func `scalars in another order are one difference`() {
        #expect(
            positional(["a", "b", "c"], ["c", "a", "b"]) == [
                FieldDifference(path: "spec.args (order)", before: ["a", "b", "c"], after: ["c", "a", "b"])
            ])
    }

    private func rule(_ resource: Value, _ verbs: Value) -> Value {
        ["apiGroups": [""], "resources": [resource], "verbs": verbs]
    }

    @Test func `objects without keys that moved are one difference`() {
        let rules = [rule("pods", ["get"]), rule("secrets", ["list"]), rule("nodes", ["watch"])]
        #expect(
            positional(.array(rules), .array([rules[2], rules[0], rules[1]])) == [
                FieldDifference(path: "spec.args (order)", before: [0, 1, 2], after: [2, 0, 1])
            ])
    }

    @Test func `an object without a key that moved and changed is compared with what it was`() {
        let rules = [rule("pods", ["get"]), rule("secrets", ["list"]), rule("nodes", ["watch"])]
        #expect(
            positional(.array(rules), .array([rule("nodes", ["get", "watch"]), rules[0], rules[1]])) == [
                FieldDifference(path: "spec.args (order)", before: [0, 1, 2], after: [2, 0, 1]),
                FieldDifference(path: "spec.args[2→0].verbs[0]", before: nil, after: "get"),
            ])
        #expect(
            positional(.array(rules), .array([rules[1], rule("jobs", ["create"])])).map(\.path) == [
                "spec.args[0].apiGroups", "spec.args[0].resources", "spec.args[0].verbs", "spec.args[2→1].resources[0]",
                "spec.args[2→1].verbs[0]",
            ])
    }

    @Test func `a scalar that moved while another changed is told as moved`() {
        #expect(
            positional(["a", "b", "c", "d"], ["d", "a", "x", "c"]) == [
                FieldDifference(path: "spec.args (order)", before: ["a", "b", "c", "d"], after: ["d", "a", "b", "c"]),
                FieldDifference(path: "spec.args[1→2]", before: "b", after: "x"),
            ])
    }

    @Test func `lists too long for a search are compared by position`() {
        let before = (0..<3_000).map { Value.string("a\($0)") }
        let after = (0..<3_000).map { Value.string("b\($0)") }
        let clock = ContinuousClock()
        var differences: [FieldDifference] = []
        let time = clock.measure { differences = positional(.array(before), .array(after)) }
        #expect(differences.count == 3_000 && differences[2_999].path == "spec.args[2999]")
        #expect(time < .seconds(5))
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

    @Test func `the only annotation of a Secret that goes leaves neither its value nor a null`() {
        func secret(_ annotations: Value) -> Value {
            ["apiVersion": "v1", "kind": "Secret", "metadata": ["annotations": annotations]]
        }
        let applied: Value = ["kubectl.kubernetes.io/last-applied-configuration": #"{"stringData":{"p":"hunter2"}}"#]
        let gone = [
            FieldDifference(
                path: "metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]", before: "<masked>",
                after: nil)
        ]
        #expect(FieldDifference.between(secret(applied), and: secret(.null)) == gone)
        #expect(FieldDifference.between(secret(applied), and: ["apiVersion": "v1", "kind": "Secret"]) == gone)
        let odd = FieldDifference.between(secret(applied), and: secret("text"))
        #expect(!"\(odd)".contains("hunter2"))
        #expect(FieldDifference.between(secret(.null), and: secret(applied)).map(\.before) == [nil])
    }

    @Test(
        arguments: [
            ["data": .null], ["data": [["a": "hunter2"]]], ["stringdata": ["a": "hunter2"]],
            ["data": ["a": ["b": ["hunter2"]]]], ["x.y/z": "hunter2"],
        ] as [Object])
    func `of a malformed Secret nothing shows either`(content: Object) {
        var secret: Object = ["apiVersion": "v1", "kind": "Secret", "type": "Opaque"]
        secret["data"] = ["a": "geheim"]
        var other: Object = ["apiVersion": "v1", "kind": "Secret", "type": "odd"]
        for member in content { other[member.key] = member.value }
        for differences in [
            FieldDifference.between(.object(secret), and: .object(other)),
            FieldDifference.between(.object(other), and: .object(secret)),
        ] {
            #expect(!"\(differences)".contains("hunter2") && !"\(differences)".contains("geheim"))
            #expect(differences.contains { $0.path == "type" && ($0.after == "odd" || $0.before == "odd") })
        }
    }
}
