import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// What is applied of an ignored part, by who owns what of it.
@Suite struct FieldSelectionTests {
    private static let pods = SchemaCatalog.builtIn[GroupVersionKind(group: "", version: "v1", kind: "Pod")]
    /// Of no schema: maps are owned by their members.
    private static let free = SchemaCatalog.builtIn[GroupVersionKind(group: "x.io", version: "v1", kind: "Free")]

    /// An object as managers made it, one after the other.
    private func live(_ writes: (manager: String, Value)..., schema: TypeSchema = pods) throws -> Value {
        var live: Value?
        for (manager, part) in writes {
            let outcome = Merge.apply(
                pod(part), to: live, schema: schema, manager: manager, apiVersion: "v1", force: true, time: "")
            live = try outcome.get().object
        }
        return try #require(live)
    }

    private func pod(_ spec: Value) -> Value {
        ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"], "spec": spec]
    }

    private func spec(
        _ path: String, _ desired: Value, on live: Value, heals: Bool = true, schema: TypeSchema = pods
    ) throws -> Value? {
        FieldSelection(try FieldPattern(path: path)).settingAside(
            pod(desired), live: live, owners: LiveOwners(live, from: Predecessors(heals: heals), schema: schema),
            schema: schema)["spec"]
    }

    private func adding(_ more: Value, to path: [String], of value: Value) -> Value {
        guard let first = path.first, var object = value.object else { return more }
        object[first] = adding(more, to: Array(path.dropFirst()), of: object[first] ?? .object([:]))
        return .object(object)
    }

    // MARK: what is in a map

    @Test func `of a map only what Lockstep owns is applied`() throws {
        let declared: Value = ["containers": [["name": "c", "resources": ["requests": ["cpu": "100m"]]]]]
        let live = try live(
            ("lockstep", declared),
            ("vpa", ["containers": [["name": "c", "resources": ["limits": ["memory": "1Gi"]]]]]))
        let next: Value = ["containers": [["name": "c", "resources": ["requests": ["cpu": "2"]]]]]
        #expect(try spec("spec.containers[name=c].resources", next, on: live) == declared)
        // A whole object is a map, too.
        #expect(try spec("spec", next, on: live) == declared)
    }

    @Test func `what nobody owns is left out unless it is declared`() throws {
        let live = adding(
            ["httpGet": ["path": "/", "port": 80], "periodSeconds": 10], to: ["spec", "probe"],
            of: try live(("lockstep", ["probe": ["httpGet": ["path": "/"]]]), schema: Self.free))
        let own: Value = ["probe": ["httpGet": ["path": "/"]]]
        #expect(try spec("spec.probe", own, on: live, schema: Self.free) == own)
        #expect(
            try spec(
                "spec.probe", ["probe": ["httpGet": ["path": "/x"], "periodSeconds": 3]], on: live, schema: Self.free)
                == ["probe": ["httpGet": ["path": "/"], "periodSeconds": 10]])
    }

    @Test func `what the cluster does not have is not applied, for it may exclude what it has`() throws {
        let live = try live(("lockstep", ["probe": ["httpGet": ["path": "/"]]]), schema: Self.free)
        #expect(
            try spec("spec.probe", ["probe": ["exec": ["command": ["x"]]]], on: live, schema: Self.free)
                == ["probe": ["httpGet": ["path": "/"]]])
    }

    @Test func `a map of which all is others' is left out, and an empty one that Lockstep owns stays`() throws {
        let others = try live(("lockstep", ["a": 1]), ("vpa", ["probe": ["x": 1]]), schema: Self.free)
        #expect(try spec("spec.probe", ["a": 1, "probe": ["x": 2]], on: others, schema: Self.free) == ["a": 1])
        #expect(try spec("spec.probe.x", ["a": 1, "probe": ["x": 2]], on: others, schema: Self.free) == ["a": 1])
        let empty = try live(("lockstep", ["a": 1, "probe": [:]]), schema: Self.free)
        #expect(try spec("spec.probe", ["a": 1], on: empty, schema: Self.free) == ["a": 1, "probe": [:]])
        #expect(
            try spec("spec.probe", ["a": 1, "probe": ["x": 2]], on: empty, schema: Self.free) == ["a": 1, "probe": [:]])
    }

    @Test func `what others own too is not held once Git no longer declares it`() throws {
        let live = try live(("lockstep", ["a": 1, "b": 2]), ("vpa", ["b": 2]), schema: Self.free)
        #expect(try spec("spec.b", ["a": 1], on: live, schema: Self.free) == ["a": 1])
        #expect(try spec("spec.b", ["a": 1, "b": 3], on: live, schema: Self.free) == ["a": 1, "b": 2])
    }

    @Test(arguments: [true, false])
    func `what a tool owns that is not taken over is another's`(heals: Bool) throws {
        let live = try live(("lockstep", ["a": 1]), ("kubectl", ["b": 2]), schema: Self.free)
        #expect(
            try spec("spec.b", ["a": 1, "b": 3], on: live, heals: heals, schema: Self.free)?["b"] == (heals ? 2 : nil))
        #expect(try spec("spec.b", ["a": 1], on: live, heals: heals, schema: Self.free)?["b"] == (heals ? 2 : nil))
    }

    @Test func `of an object without a record all stays that a takeover would drop`() throws {
        let live = pod(["a": 1, "b": 2, "replicas": 3])
        #expect(try spec("spec", ["a": 5], on: live, schema: Self.free) == ["a": 1, "b": 2])
        #expect(try spec("spec.b", ["a": 5], on: live, schema: Self.free) == ["a": 5, "b": 2])
    }

    // MARK: items

    private let three: Value = [
        "containers": [["name": "a", "image": "a:1"], ["name": "b", "image": "b:1"], ["name": "c", "image": "c:1"]]
    ]

    private func names(_ spec: Value?) -> [String]? { spec?["containers"]?.array?.compactMap { $0["name"]?.string } }

    @Test(arguments: ["spec.containers[name=b]", "spec.containers[*]", "spec.containers", "spec.containers[1]"])
    func `an item that Git no longer declares stays in its place, without what others put into it`(
        _ path: String
    ) throws {
        let live = try live(
            ("lockstep", three), ("vpa", ["containers": [["name": "b", "resources": ["limits": ["cpu": "1"]]]]]))
        let fewer: Value = ["containers": [["name": "a", "image": "a:1"], ["name": "c", "image": "c:1"]]]
        #expect(try spec(path, fewer, on: live) == (path.hasSuffix("[1]") ? fewer : three))
        let first: Value = ["containers": [["name": "a", "image": "a:1"]]]
        #expect(names(try spec(path, first, on: live))?.contains("b") == true)
        #expect(names(try spec(path, ["x": 1], on: live))?.contains("b") == true)
    }

    @Test(arguments: ["env[name=E].value", "image", "env", "ports[*].name"])
    func `a path that goes on below an item does not keep the item`(_ path: String) throws {
        let whole: Value = [
            "name": "a", "image": "a:1", "env": [["name": "E", "value": "1"]],
            "ports": [["containerPort": 80, "name": "p"]],
        ]
        let live = try live(("lockstep", ["hostname": "h", "containers": [whole]]))
        #expect(try spec("spec.containers[name=a].\(path)", ["hostname": "h"], on: live) == ["hostname": "h"])
        #expect(try spec("spec.containers[*].\(path)", ["hostname": "h"], on: live) == ["hostname": "h"])
        // The image alone is all that is left of it.
        let bare = try self.live(("lockstep", ["hostname": "h", "containers": [["name": "a", "image": "a:1"]]]))
        #expect(try spec("spec.containers[*].\(path)", ["hostname": "h"], on: bare) == ["hostname": "h"])
        let few: Value = ["hostname": "h", "containers": [["name": "a", "image": "a:1"]]]
        let kept = try spec("spec.containers[name=a].\(path)", few, on: live)
        #expect(kept?["containers"]?.array?.first?["env"] == (path == "env" ? whole["env"] : nil))
        #expect(kept?["containers"]?.array?.first?["ports"] == nil)
    }

    @Test func `an item that a takeover would drop stays with whoever has set a part of it`() throws {
        let live = try live(
            ("kubectl", ["containers": [["name": "a", "image": "a:1", "env": [["name": "E", "value": "1"]]]]]))
        // As an update leaves it: the field is its writer's alone.
        var root = try #require(live.object)
        var metadata = root["metadata"]?.object ?? [:]
        metadata["managedFields"] = .array(
            (metadata["managedFields"]?.array ?? []) + [
                [
                    "manager": "kubectl-set", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                    "fieldsV1": [
                        "f:spec": [
                            "f:containers": [
                                #"k:{"name":"a"}"#: ["f:image": [:], "f:env": [#"k:{"name":"E"}"#: ["f:value": [:]]]]
                            ]
                        ]
                    ],
                ]
            ])
        root["metadata"] = .object(metadata)
        let changed = Value.object(root)
        let declared: Value = [
            "containers": [["name": "a", "image": "a:2", "env": [["name": "E", "value": "2"]]], ["name": "b"]]
        ]
        let held: Value = ["name": "a", "env": [["name": "E"]]]
        #expect(try spec("spec.containers[name=a]", declared, on: changed) == ["containers": [held, ["name": "b"]]])
        #expect(try spec("spec.containers", declared, on: changed) == ["containers": [held]])
        #expect(try spec("spec.containers", ["hostname": "h"], on: changed) == ["hostname": "h", "containers": [held]])
        let env = try spec("spec.containers[*].env", declared, on: changed)
        #expect(env?["containers"]?.array?.first?["env"] == [["name": "E"]])
    }

    @Test func `of two items with the same key the last counts, once`() throws {
        let both: Value = [["name": "E", "value": "1"], ["name": "E", "value": "2"]]
        var root = try #require(try live(("kubectl", ["containers": [["name": "a"]]])).object)
        root["spec"] = ["containers": [["name": "a", "env": both]]]
        root["metadata"] = ["name": "a"]
        let declared: Value = ["containers": [["name": "a", "env": [["name": "E", "value": "1"]]]]]
        let applied = try spec("spec.containers[name=a].env", declared, on: .object(root))
        #expect(applied?["containers"]?.array?.first?["env"] == [["name": "E", "value": "2"]])
    }

    @Test func `an item that is others' alone is left out, and one that is not there yet is made`() throws {
        let live = try live(("lockstep", ["containers": [["name": "a", "image": "a:1"]]]), ("injector", three))
        let declared: Value = ["containers": [["name": "b", "image": "b:2"], ["name": "d", "image": "d:1"]]]
        #expect(names(try spec("spec.containers[*]", declared, on: live)) == ["d"])
        #expect(names(try spec("spec.containers", declared, on: live)) == nil)
    }

    private let ports: Value = [
        "containers": [["name": "a", "ports": [["containerPort": 80, "hostPort": 1], ["containerPort": 81]]]]
    ]

    @Test(arguments: [
        "spec.containers[*].ports[containerPort=80,protocol=TCP].hostPort", "spec.containers[*].ports[*].hostPort",
        "spec.containers[*].ports",
    ])
    func `an item is known by its keys, also where it leaves one to its default`(_ path: String) throws {
        let live = try live(
            ("lockstep", ports),
            ("other", ["containers": [["name": "a", "ports": [["containerPort": 80, "hostPort": 2]]]]]))
        #expect(
            try spec(path, ports, on: live) == [
                "containers": [["name": "a", "ports": [["containerPort": 80], ["containerPort": 81]]]]
            ])
    }

    @Test func `an item of a set is known by its value`() throws {
        let finalizers = FieldSelection(try FieldPattern(path: "metadata.finalizers[*]"))
        func object(_ items: Value) -> Value {
            ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "finalizers": items]]
        }
        var live: Value?
        for (manager, items) in [("lockstep", ["x/a"]), ("other", ["x/b"])] as [(String, Value)] {
            let outcome = Merge.apply(
                object(items), to: live, schema: Self.pods, manager: manager, apiVersion: "v1", force: true, time: "")
            live = try outcome.get().object
        }
        let present = try #require(live)
        let owners = LiveOwners(present, from: Predecessors(heals: true), schema: Self.pods)
        func applied(_ desired: Value) -> Value? {
            finalizers.settingAside(object(desired), live: present, owners: owners, schema: Self.pods)[
                path: "metadata", "finalizers"]
        }
        #expect(applied(["x/a"]) == ["x/a"])
        #expect(applied(["x/c", "x/b"]) == ["x/a", "x/c"])
    }

    // MARK: what is owned as a whole

    private let tolerations: Value = [
        "tolerations": [["key": "x", "effect": "A"], ["key": "x", "effect": "B"], ["key": "y", "effect": "A"]]
    ]

    @Test func `a part of a list that is owned as a whole stays when it leaves Git`() throws {
        let live = try live(("lockstep", tolerations))
        let y: Value = ["tolerations": [["key": "y", "effect": "C"]]]
        let x: [Value] = [["key": "x", "effect": "A"], ["key": "x", "effect": "B"]]
        let both = try spec("spec.tolerations[key=x]", y, on: live)
        #expect(both == ["tolerations": .array(x + [["key": "y", "effect": "C"]])])
        #expect(try spec("spec.tolerations[key=x]", [:], on: live) == ["tolerations": .array(x)])
        #expect(try spec("spec.tolerations", [:], on: live) == tolerations)
        #expect(try spec("spec.tolerations[key=x]", tolerations, on: live) == tolerations)
    }

    @Test func `a part of a map that is owned as a whole is as in the cluster`() throws {
        let live = try live(("lockstep", ["nodeSelector": ["zone": "a", "disk": "ssd"]]))
        let next: Value = ["nodeSelector": ["disk": "hdd"]]
        #expect(
            try spec("spec.nodeSelector.zone", next, on: live) == ["nodeSelector": ["zone": "a", "disk": "hdd"]])
        #expect(try spec("spec.nodeSelector.new", next, on: live) == next)
    }

    /// Of `stable 100, canary 0` a canary has made `stable 60, canary 40`.
    @Test(arguments: [
        ["stable 100, canary 0", "stable 60, canary 40"], ["canary 0, stable 100", "canary 40, stable 60"],
        ["shadow 0, stable 100, canary 0", "shadow 0, stable 60, canary 40"],
        ["shadow 0, stable 60, canary 0", "shadow 0, stable 60, canary 40"], ["canary 0", "canary 40"],
        // Of as many as before, the one that is unlike any is the one in its place.
        ["second 100, canary 0", "second 60, canary 40"],
        ["second 100, third 0, canary 0", "second 100, third 0, canary 40"],
    ])
    func `an item without keys is known by all of it that is not ignored`(_ lists: [String]) throws {
        func routes(_ text: String) -> Value {
            let items = text.split(separator: ", ").map { item -> Value in
                let words = item.split(separator: " ").map(String.init)
                return ["destination": ["host": "h", "subset": .string(words[0])], "weight": .string(words[1])]
            }
            return ["route": .array(items)]
        }
        let live = try live(("lockstep", routes("stable 60, canary 40")), schema: Self.free)
        let result = try spec("spec.route[*].weight", routes(lists[0]), on: live, schema: Self.free)
        #expect(result == routes(lists[1]))
    }

    @Test func `what is others' as a whole and as it should be is left to them`() throws {
        let live = try live(("lockstep", ["hostname": "h"]), ("other", tolerations))
        let y: Value = ["hostname": "h", "tolerations": [["key": "y", "effect": "A"]]]
        #expect(try spec("spec.tolerations[key=x]", y, on: live) == ["hostname": "h"])
        let changed: Value = ["hostname": "h", "tolerations": [["key": "y", "effect": "C"]]]
        #expect(try spec("spec.tolerations[key=x]", changed, on: live)?["tolerations"]?.array?.count == 3)
    }

    // MARK: managers

    private func left(
        to manager: String, of desired: Value, _ live: Value, schema: TypeSchema = pods
    ) throws -> Value? {
        let entries = try #require(live[path: "metadata", "managedFields"]?.array)
        let entry = try #require(entries.first { $0["manager"]?.string == manager })
        let set = try FieldSet(fieldsV1: try #require(entry["fieldsV1"]))
        return FieldSelection.fields(set).settingAside(
            pod(desired), live: live, owners: LiveOwners(live, from: Predecessors(heals: true), schema: schema),
            schema: schema)["spec"]
    }

    @Test func `what a manager owns of an item is left out, and the rest of the item keeps its keys`() throws {
        let live = try live(("injector", ["containers": [["name": "a", "image": "a:9"]]]))
        let declared: Value = ["containers": [["name": "a", "image": "a:1", "tty": true], ["name": "b"]]]
        let left: Value = ["containers": [["name": "a", "tty": true], ["name": "b"]]]
        #expect(try self.left(to: "injector", of: declared, live) == left)
        #expect(try self.left(to: "injector", of: ["containers": [["name": "a", "image": "a:1"]]], live) == nil)
    }

    @Test func `a manager that owns an empty map owns nothing in it`() throws {
        let live = try live(("lockstep", ["a": 1]), ("other", ["probe": [:]]), schema: Self.free)
        #expect(
            try left(to: "other", of: ["a": 1, "probe": ["x": 1]], live, schema: Self.free) == [
                "a": 1, "probe": ["x": 1],
            ])
    }

    @Test func `a manager that owns an item owns nothing else in it`() throws {
        let both: Value = ["containers": [["name": "a", "image": "a:1"]]]
        let live = try live(("lockstep", both), ("other", ["containers": [["name": "a"]]]))
        let next: Value = ["containers": [["name": "a", "image": "a:2"]]]
        #expect(try left(to: "other", of: next, live) == next)
    }
}
