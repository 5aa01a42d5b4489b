import Manifests
import Testing
import Transport

/// Metadata that the server refuses, over the real socket.
@Suite struct MetadataValidationTests {
    private static let configMaps = "/api/v1/namespaces/default/configmaps"

    private static func configMap(_ metadata: Object) -> Value {
        var metadata = metadata
        metadata["name"] = "a"
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata)]
    }

    @Test func `new objects with metadata that is wrong are refused`() async throws {
        let controller: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "name": "x", "uid": "1", "controller": true,
        ]
        let cases: [(Object, Int, String)] = [
            (["resourceVersion": "7"], 500, "resourceVersion should not be set on objects to be created"),
            (
                ["creationTimestamp": "yesterday"], 400,
                #"ConfigMap in version "v1" cannot be handled as a ConfigMap: parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006""#
            ),
            (
                ["ownerReferences": [["kind": "Pod", "name": "x", "uid": "1"]]], 422,
                #"ConfigMap "a" is invalid: metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty"#
            ),
            (
                ["ownerReferences": [["apiVersion": "v1", "kind": "Pod", "name": "x"]]], 422,
                #"ConfigMap "a" is invalid: metadata.ownerReferences.uid: Invalid value: "": must not be empty"#
            ),
            (
                ["ownerReferences": [controller, controller]], 422,
                #"Only one reference can have Controller set to true. Found "true" in references for ConfigMap/x and ConfigMap/x"#
            ),
            (
                ["finalizers": ["no name"]], 422,
                #"ConfigMap "a" is invalid: metadata.finalizers: Invalid value: "no name": name part must consist of"#
            ),
            (
                ["finalizers": ["orphan", "foregroundDeletion"]], 422,
                "finalizer orphan and foregroundDeletion cannot be both set"
            ),
        ]
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            for (metadata, code, words) in cases {
                let answer = try await raw.send(.post, Self.configMaps, Self.configMap(metadata))
                #expect(answer.status == code, "\(words)")
                #expect(answer.message.contains(words), "\(answer.message)")
            }
            #expect(try await raw.send(.get, "\(Self.configMaps)/a").status == 404)
            await raw.shutdown()
        }
    }

    @Test func `an object that is going gets no new finalizers, and only a deletion lets it go`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "\(Self.configMaps)/a"
            let made = try await raw.send(
                .post, Self.configMaps, Self.configMap(["finalizers": ["example.com/hold"]]))
            #expect(made.status == 201)
            let time: Value = "2026-01-31T09:30:00Z"
            let marked = try await raw.send(.put, path, Self.configMap(["deletionTimestamp": time]))
            #expect(marked.status == 422)
            #expect(
                marked.message
                    == #"ConfigMap "a" is invalid: metadata.deletionTimestamp: Invalid value: "2026-01-31T09:30:00Z": field is immutable"#
            )
            #expect(try await raw.send(.delete, path).status == 200)
            let held = try await raw.send(
                .patch, path, ["metadata": ["finalizers": ["example.com/hold", "example.com/more"]]],
                type: "application/merge-patch+json")
            #expect(held.status == 422)
            #expect(
                held.message
                    == #"ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/more"}"#
            )
            await raw.shutdown()
        }
    }
}
