import Manifests
import StructuredMerge
import Testing

/// What differs between a live object and what an apply would make of it, told without the server.
@Suite struct SettlingTests {
    private static func schema(_ apiVersion: String, _ kind: String) -> TypeSchema {
        SchemaCatalog.builtIn[GroupVersionKind(apiVersion: apiVersion, kind: kind)]
    }

    private static func pod(_ container: Value, _ more: Object = [:]) -> Value {
        var spec = more
        spec["containers"] = [container]
        return ["spec": .object(spec)]
    }

    private static func isSettled(_ merged: Value, on live: Value, _ schema: TypeSchema) -> Bool {
        schema.settling(merged, on: live) == live
    }

    @Test(
        arguments: [
            // Quantities, and what is empty or null where there is nothing.
            (
                pod(["name": "a", "resources": ["limits": ["cpu": "1000m", "memory": "1024Mi"]]]),
                pod(["name": "a", "resources": ["limits": ["cpu": "1", "memory": "1Gi"]]])
            ),
            (pod(["name": "a"], ["nodeSelector": [:], "tolerations": []]), pod(["name": "a"])),
            (pod(["name": "a", "command": .null]), pod(["name": "a"])),
            (pod(["name": "a", "resources": .null]), pod(["name": "a", "resources": [:]])),
            // What the server's own code fills in, in what is owned as a whole.
            (
                pod(["name": "a", "env": [["name": "E", "valueFrom": ["fieldRef": ["fieldPath": "x"]]]]]),
                pod([
                    "name": "a",
                    "env": [["name": "E", "valueFrom": ["fieldRef": ["apiVersion": "v1", "fieldPath": "x"]]]],
                ])
            ),
        ] as [(Value, Value)])
    func `what the server makes the live value is the live value`(merged: Value, live: Value) {
        #expect(Self.isSettled(merged, on: live, Self.schema("v1", "Pod")))
    }

    @Test(
        arguments: [
            (
                pod(["name": "a", "resources": ["limits": ["cpu": "1500m"]]]),
                pod(["name": "a", "resources": ["limits": ["cpu": "1"]]])
            ),
            // An empty object that says something.
            (
                pod(["name": "a"], ["volumes": [["name": "v", "emptyDir": [:]]]]),
                pod(["name": "a"], ["volumes": [["name": "v"]]])
            ),
            (pod(["name": "a"]), pod(["name": "a", "command": ["sh"]])),
            (pod(["name": "a"], ["nodeSelector": [:]]), pod(["name": "a"], ["nodeSelector": ["disk": "ssd"]])),
            (pod(["name": "a"], ["tolerations": []]), pod(["name": "a"], ["tolerations": [["key": "k"]]])),
        ] as [(Value, Value)])
    func `what differs stays as it is wanted`(merged: Value, live: Value) {
        #expect(Self.schema("v1", "Pod").settling(merged, on: live) == merged)
    }

    @Test func `of an item that differs, what the server fills in is left out`() {
        func claim(_ storage: String, _ more: Object = [:], _ spec: Object = [:]) -> Value {
            var (claim, spec) = (more, spec)
            claim["metadata"] = ["name": "c"]
            spec["resources"] = ["requests": ["storage": .string(storage)]]
            claim["spec"] = .object(spec)
            return ["spec": ["volumeClaimTemplates": [.object(claim)]]]
        }
        func live(_ storage: String) -> Value {
            claim(
                storage,
                ["apiVersion": "v1", "kind": "PersistentVolumeClaim", "status": ["phase": "Pending"]],
                ["volumeMode": "Filesystem"])
        }
        let schema = Self.schema("apps/v1", "StatefulSet")
        #expect(schema.settling(claim("2Gi"), on: live("1Gi")) == live("2Gi"))
    }

    @Test func `items of a list without keys are found wherever they stand`() {
        func webhook(_ rules: Value...) -> Value { ["webhooks": [["name": "w", "rules": .array(rules)]]] }
        func rule(_ resource: String, scope: Value? = nil) -> Value {
            var rule: Object = ["resources": [.string(resource)]]
            rule["scope"] = scope
            return .object(rule)
        }
        let schema = Self.schema("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")
        let live = webhook(rule("a", scope: "*"), rule("b", scope: "*"))
        #expect(
            schema.settling(webhook(rule("new"), rule("a"), rule("b")), on: live)
                == webhook(rule("new"), rule("a", scope: "*"), rule("b", scope: "*")))
        #expect(schema.settling(webhook(rule("b")), on: live) == webhook(rule("b", scope: "*")))
    }

    @Test func `a default of a definition stays where nothing or null is wanted`() throws {
        let properties: Value = [
            "spec": ["type": "object", "properties": ["mode": ["type": "string", "default": "q"]]]
        ]
        var catalog = SchemaCatalog()
        try catalog.add(customResourceDefinition: [
            "spec": [
                "group": "example.com", "names": ["kind": "Model"],
                "versions": [
                    ["name": "v1", "schema": ["openAPIV3Schema": ["type": "object", "properties": properties]]]
                ],
            ]
        ])
        let schema = catalog[GroupVersionKind(apiVersion: "example.com/v1", kind: "Model")]
        let live: Value = ["spec": ["mode": "q"]]
        #expect(Self.isSettled(["spec": ["mode": .null]], on: live, schema))
        #expect(Self.isSettled(["spec": [:]], on: live, schema))
        #expect(!Self.isSettled(["spec": ["mode": .null]], on: ["spec": ["mode": "r"]], schema))
    }
}
