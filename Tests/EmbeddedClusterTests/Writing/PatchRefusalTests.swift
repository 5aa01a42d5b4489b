import Manifests
import Testing
import Transport

/// How the server answers patches that it cannot apply.
@Suite struct PatchRefusalTests {
    private static let strategic = "application/strategic-merge-patch+json"
    private static let json = "application/json-patch+json"
    private static let merge = "application/merge-patch+json"

    static let refusals: [(type: String, patch: Value, status: Int, message: String)] = [
        (
            strategic, ["metadata": ["ownerReferences": [["name": "a"]]]], 500,
            "map: map[name:a] does not contain declared merge key: uid"
        ),
        (strategic, ["data": ["$retainKeys": "a"]], 400, "invalid patch format of retainKeys"),
        (strategic, ["data": ["$patch": "merge"]], 500, "unknown patch type: merge in map: map[$patch:merge]"),
        (
            json, [["op": "remove", "path": "/data/absent"]], 422,
            "the server rejected our request due to an error in our request"
        ),
        (
            json, .array(Array(repeating: ["op": "test", "path": "/a"], count: 10_001)), 413,
            "The allowed maximum operations in a JSON patch is 10000, got 10001"
        ),
        (merge, "text", 400, "Invalid JSON Patch"),
    ]

    @Test func `a patch that cannot be applied is refused in the server's words`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/api/v1/namespaces/default/configmaps"
            let made = try await raw.send(
                .post, path,
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": [
                        "name": "a",
                        "ownerReferences": [["apiVersion": "x.io/v1", "kind": "X", "name": "b", "uid": "u"]],
                    ],
                    "data": ["a": "1"],
                ])
            #expect(made.status == 201)
            for refusal in Self.refusals {
                let answer = try await raw.send(.patch, path + "/a", refusal.patch, type: refusal.type)
                #expect(answer.status == refusal.status)
                #expect(answer.body["message"]?.string == refusal.message)
            }
            await raw.shutdown()
        }
    }
}
