import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

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
                #"ConfigMap "a" is invalid: [metadata.finalizers: Invalid value: "no name": name part must consist of"#
            ),
            (
                ["finalizers": ["kubernetes", "mine"]], 422,
                #"ConfigMap "a" is invalid: metadata.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified"#
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

    @Test func `a finalizer says whose it is with every write of a kind that Kubernetes brings`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let merge = "application/merge-patch+json"
            let patch: Value = ["metadata": ["finalizers": ["mine"]]]
            let words =
                #"metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified"#
            #expect(try await raw.send(.post, Self.configMaps, Self.configMap([:])).status == 201)
            let namespace = "/api/v1/namespaces/default"
            for path in ["\(Self.configMaps)/a", namespace, "\(namespace)/status"] {
                let answer = try await raw.send(.patch, path, patch, type: merge)
                #expect(answer.status == 422, "\(path)")
                #expect(answer.message.hasSuffix("is invalid: \(words)"), "\(answer.message)")
            }
            let others = [
                (
                    "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations"
                ),
                ("coordination.k8s.io/v1", "Lease", "namespaces/default/leases"),
            ]
            for (version, kind, path) in others {
                let object: Value = [
                    "apiVersion": .string(version), "kind": .string(kind),
                    "metadata": ["name": "a", "finalizers": ["mine"]],
                ]
                #expect(try await raw.send(.post, "/apis/\(version)/\(path)", object).status == 201)
            }
            await raw.shutdown()
        }
    }

    @Test func `a finalizer that an object has from before stays or goes, and custom resources may have any`() throws {
        var served = try #require(KindRegistry()[GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")])
        let live = Self.configMap(["finalizers": ["mine", "yours"]])
        func faults(_ finalizers: Value, live: Value?) -> [String] {
            MetadataValidation.faults(of: Self.configMap(["finalizers": finalizers]), live: live, kind: served)
                .map(\.field)
        }
        #expect(faults(["yours"], live: live) == [])
        #expect(faults(["mine", "yours", "theirs"], live: live) == ["metadata.finalizers[2]"])
        #expect(faults(["mine"], live: nil) == ["metadata.finalizers[0]"])
        served.isCustom = true
        #expect(faults(["mine"], live: nil) == [])
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
