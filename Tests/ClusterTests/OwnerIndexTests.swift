import Manifests
import Testing

@testable import Cluster

@Suite struct OwnerIndexTests {
    private func identity(_ kind: String, _ name: String) -> ResourceIdentity {
        ResourceIdentity(groupKind: GroupKind(group: "", kind: kind), namespace: "ml", name: name)
    }

    private func object(_ uid: String, owner: String?, isController: Bool = true) -> Value {
        var metadata: Object = ["uid": .string(uid)]
        if let owner {
            metadata["ownerReferences"] = [["uid": .string(owner), "controller": .bool(isController)]]
        }
        return ["metadata": .object(metadata)]
    }

    private var index: OwnerIndex {
        var index = OwnerIndex()
        index.put(object("rs", owner: "deployment"), as: identity("ReplicaSet", "a"))
        index.put(object("p1", owner: "rs"), as: identity("Pod", "a-1"))
        index.put(object("p2", owner: "rs"), as: identity("Pod", "a-2"))
        index.put(object("p3", owner: nil), as: identity("Pod", "alone"))
        index.put(object("p4", owner: "rs", isController: false), as: identity("Pod", "guest"))
        return index
    }

    @Test func `what an object made is found, and what that made in turn`() {
        #expect(index.made(by: "deployment").map(\.name) == ["a"])
        #expect(index.descendants(of: "deployment").map(\.name) == ["a", "a-1", "a-2"])
        #expect(index.descendants(of: "nobody").isEmpty)
        #expect(index.count == 3)
    }

    @Test func `a new owner, and a deletion, are taken`() {
        var index = index
        index.put(object("p1", owner: "other"), as: identity("Pod", "a-1"))
        #expect(index.made(by: "rs").map(\.name) == ["a-2"])
        #expect(index.made(by: "other").map(\.name) == ["a-1"])
        index.remove(identity("Pod", "a-1"))
        index.remove(identity("Pod", "a-2"))
        #expect(index.descendants(of: "deployment").map(\.name) == ["a"])
    }

    @Test func `objects that name one another as owners end`() {
        var index = OwnerIndex()
        index.put(object("x", owner: "y"), as: identity("Pod", "x"))
        index.put(object("y", owner: "x"), as: identity("Pod", "y"))
        #expect(index.descendants(of: "x").count <= 16)
    }
}
