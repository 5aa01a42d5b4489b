import Manifests
import Testing

@testable import Delivery

@Suite struct ApplySetTests {
    /// The id of KEP-3659: `applyset-<base64(sha256(<name>.<namespace>.<kind>.<group>))>-v1`; computed with
    /// `printf lockstep-staging.staging.ConfigMap. | openssl dgst -sha256 -binary | basenc --base64url`.
    @Test func `the id is the one that kubectl would compute for the parent`() {
        #expect(
            ApplySet(environment: "staging", namespace: "staging").id
                == "applyset-GZdo1o2-6XSEzm24oOf1NtkFk-VNGu6-6iUWS41V4P0-v1")
    }

    @Test func `the set is read back from its parent`() {
        var set = ApplySet(environment: "staging", namespace: "ml")
        set.kinds = [GroupKind(group: "apps", kind: "Deployment"), GroupKind(group: "", kind: "Service")]
        set.repository = "git.example.com/ml/environments"
        set.revision = "0123456789abcdef"
        #expect(ApplySet(parent: set.parent, environment: "staging", namespace: "ml") == set)
        #expect(
            set.parent[path: "metadata", "annotations", "applyset.kubernetes.io/contains-group-kinds"]
                == "Deployment.apps,Service")
    }

    @Test func `a parent of another set is not taken for this one`() {
        let parent = ApplySet(environment: "staging", namespace: "ml").parent
        #expect(ApplySet(parent: parent, environment: "production", namespace: "ml") == nil)
        #expect(ApplySet(parent: ["metadata": [:]], environment: "staging", namespace: "ml") == nil)
    }

    @Test func `a marked object is a member, and keeps its own labels`() {
        let set = ApplySet(environment: "staging", namespace: "ml")
        let object = set.mark(["metadata": ["name": "a", "labels": ["app": "x"]]])
        #expect(set.contains(object))
        #expect(object[path: "metadata", "labels", "app"] == "x")
        #expect(object[path: "metadata", "labels", "lockstep/environment"] == "staging")
        #expect(!ApplySet(environment: "staging", namespace: "other").contains(object))
    }

    /// The endpoints controller of Kubernetes does so, and names no owner.
    @Test(arguments: [("kube-controller-manager", false), ("lockstep", true)])
    func `Endpoints that have a member's labels are members only if Lockstep has applied them`(
        manager: String, isMember: Bool
    ) {
        let set = ApplySet(environment: "staging", namespace: "ml")
        let metadata: Value = [
            "name": "a", "managedFields": [["manager": .string(manager), "operation": "Update"]],
        ]
        let endpoints = set.mark(["apiVersion": "v1", "kind": "Endpoints", "metadata": metadata])
        #expect(set.contains(endpoints) == isMember)
    }
}
