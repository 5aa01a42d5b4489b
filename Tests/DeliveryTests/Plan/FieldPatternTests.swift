import Manifests
import StructuredMerge
import Testing

@testable import Delivery

@Suite struct FieldPatternTests {
    private let desired: Value = [
        "metadata": ["annotations": ["example.com/owner": "a", "other": "x"]],
        "spec": [
            "replicas": 1, "list": [1, 2],
            "containers": [["name": "a", "image": "a:1"], ["name": "b", "image": "b:1"]],
        ],
    ]
    private let live: Value = [
        "metadata": ["annotations": ["example.com/owner": "b", "other": "y"]],
        "spec": [
            "replicas": 9, "list": [3, 4],
            "containers": [["name": "b", "image": "b:9"], ["name": "a", "image": "a:9"]],
        ],
    ]

    /// What it does not know is schemaless, as `spec.replicas` and `spec.list` are here.
    private static let pod = SchemaCatalog.builtIn[GroupVersionKind(group: "", version: "v1", kind: "Pod")]

    private func settingAside(
        _ pattern: FieldPattern, _ desired: Value, live: Value, owners: LiveOwners = LiveOwners()
    ) -> Value {
        FieldSelection(pattern).settingAside(desired, live: live, owners: owners, schema: Self.pod)
    }

    private func changed(_ pattern: FieldPattern) -> [String] {
        FieldDifference.between(desired, and: settingAside(pattern, desired, live: live)).map(\.path)
    }

    @Test(arguments: [
        ("spec.replicas", ["spec.replicas"]), (".spec.replicas", ["spec.replicas"]),
        ("metadata.annotations[example.com/owner]", ["metadata.annotations[example.com/owner]"]),
        ("spec.containers[name=a].image", ["spec.containers[name=a].image"]),
        ("spec.containers[*].image", ["spec.containers[name=a].image", "spec.containers[name=b].image"]),
        ("spec.list[1]", ["spec.list[1]"]), ("spec.absent.deep", []), ("spec.replicas.deep", []),
        ("spec.containers[name=c].image", []), ("status", []),
    ])
    func `a path takes what it names from the cluster`(_ path: String, _ expected: [String]) throws {
        #expect(changed(try FieldPattern(path: path)) == expected)
    }

    @Test(arguments: [
        ("/spec/replicas", ["spec.replicas"]), ("/spec/list/0", ["spec.list[0]"]),
        ("/metadata/annotations/example.com~1owner", ["metadata.annotations[example.com/owner]"]),
        ("/spec/containers/1/image", ["spec.containers[name=b].image"]), ("/spec/list/01", []),
    ])
    func `a pointer takes what it names from the cluster`(_ pointer: String, _ expected: [String]) throws {
        #expect(changed(try FieldPattern(pointer: pointer)) == expected)
    }

    @Test(arguments: ["", ".", "a..b", "a.", "a[", "a[]", "a[=b]", "a.[b]"])
    func `what is no path is refused`(_ text: String) {
        #expect(throws: FieldPattern.Malformed.self) { try FieldPattern(path: text) }
    }

    @Test func `what the cluster does not have is not applied`() throws {
        let absent: Value = ["spec": [:]]
        let result = settingAside(try FieldPattern(path: "spec.replicas"), desired, live: absent)
        #expect(result[path: "spec", "replicas"] == nil)
    }

    // MARK: what others own

    private static let fields: Value = [
        "f:metadata": ["f:annotations": ["f:example.com/owner": [:]]],
        "f:spec": ["f:replicas": [:], "f:containers": [#"k:{"name":"a"}"#: ["f:image": [:]]]],
    ]

    private func left(_ path: String, of desired: Value? = nil, _ entries: [Value]) throws -> Value {
        var root = try #require(live.object)
        var metadata = try #require(root["metadata"]?.object)
        metadata["managedFields"] = .array(entries)
        root["metadata"] = .object(metadata)
        let owned = Value.object(root)
        return settingAside(
            try FieldPattern(path: path), desired ?? self.desired, live: owned,
            owners: LiveOwners(owned, from: Predecessors(heals: true), schema: Self.pod))
    }

    private func entry(_ manager: String, _ operation: String = "Update", _ subresource: String? = nil) -> Value {
        var entry: Object = ["manager": .string(manager), "operation": .string(operation), "fieldsV1": Self.fields]
        entry["subresource"] = subresource.map(Value.string)
        return .object(entry)
    }

    @Test func `what others own alone is left out, with a map that has nothing else`() throws {
        let others = [entry("autoscaler"), entry("kubectl", "Update", "scale")]
        for other in others {
            #expect(try left("spec.replicas", [other])[path: "spec", "replicas"] == nil)
            let containers = try left("spec.containers[*].image", [other])[path: "spec", "containers"]?.array
            #expect(containers?.first == ["name": "a"])
            #expect(containers?.last?["image"] == "b:9")
            let annotations = try left("metadata.annotations[example.com/owner]", [other])
            #expect(annotations[path: "metadata", "annotations"] == ["other": "x"])
        }
    }

    @Test func `what Lockstep owns too, and what a takeover makes its own, keeps the cluster's value`() throws {
        let own = entry("lockstep", "Apply")
        for entries in [
            [own, entry("autoscaler")], [entry("kubectl-client-side-apply")], [entry("kubectl", "Apply")], [],
        ] {
            #expect(try left("spec.replicas", entries)[path: "spec", "replicas"] == 9)
        }
    }

    @Test func `what Git no longer declares stays as it is, where an apply without it would let go of it`() throws {
        let silent: Value = ["spec": ["list": [1, 2]]]
        for entries in [[entry("lockstep", "Apply")], [entry("kubectl-client-side-apply")]] {
            #expect(try left("spec.replicas", of: silent, entries)[path: "spec", "replicas"] == 9)
            #expect(try left("spec.list", of: silent, entries)[path: "spec", "list"] == [3, 4])
            let annotations = try left("metadata.annotations[example.com/owner]", of: silent, entries)
            #expect(annotations[path: "metadata", "annotations"] == ["example.com/owner": "b"])
            // Not what others own in the same map.
            let all = try left("metadata.annotations", of: silent, entries)
            #expect(all[path: "metadata", "annotations"] == ["example.com/owner": "b"])
        }
        #expect(try left("spec.replicas", of: silent, [entry("autoscaler")])[path: "spec", "replicas"] == nil)
        #expect(try left("spec.replicas.deep", of: silent, [entry("lockstep", "Apply")]) == silent)
    }

    @Test func `the fields of a manager are set aside in one walk`() throws {
        var root = try #require(live.object)
        root["metadata"] = ["managedFields": [entry("autoscaler")]]
        var rule = IgnoreRule()
        rule.managers = ["autoscaler"]
        let identity = ResourceIdentity(groupKind: SimulatedCluster.deployment.groupKind, namespace: nil, name: "a")
        let result = [rule].settingAside(
            desired, of: identity, live: .object(root), from: Predecessors(heals: false), schema: Self.pod)
        #expect(
            result == [
                "metadata": ["annotations": ["other": "x"]],
                "spec": ["list": [1, 2], "containers": [["name": "a"], ["name": "b", "image": "b:1"]]],
            ])
    }
}
