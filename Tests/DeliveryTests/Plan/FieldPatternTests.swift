import Manifests
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

    private func changed(_ pattern: FieldPattern) -> [String] {
        FieldDifference.between(desired, and: pattern.settingAside(desired, live: live)).map(\.path)
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
        ("/spec/containers/1/image", ["spec.containers[name=b].image"]),
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
        let result = try FieldPattern(path: "spec.replicas").settingAside(desired, live: absent)
        #expect(result[path: "spec", "replicas"] == nil)
    }
}
