import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// Types of bodies and answers, over the real socket.
@Suite struct NegotiationTests {
    private static let namespace = "/api/v1/namespaces/default"

    @Test(arguments: [
        ("", false), ("*/*", false), ("application/*;q=0.5, text/html", false),
        ("application/vnd.kubernetes.protobuf, application/json", false),
        ("application/yaml", true), ("application/json;q=0.1, application/yaml;q=0.9", true),
        ("application/json;as=Other;v=v1;g=meta.k8s.io, application/yaml", true),
        ("application/yaml;stream=watch, application/json;stream=watch", false),
        ("application/json;stream=other, application/yaml", true), ("application/json;q=0, */*", true),
        ("application/yaml;q=0, */*;q=0.1", false),
    ])
    func `the most wanted type that there is is taken`(accept: String, isYAML: Bool) {
        #expect(Negotiation(accept: accept)?.isYAML == isYAML)
    }

    @Test func `what cannot be answered in a wanted type is refused`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            for accept in ["text/html", "application/vnd.kubernetes.protobuf", "application/json;as=Other"] {
                let answer = try await raw.send(.get, Self.namespace, accept: accept)
                #expect(answer.status == 406)
                #expect(answer.body["reason"] == "NotAcceptable")
                #expect(
                    answer.message
                        == "only the following media types are accepted: application/json, application/yaml")
            }
            let watch = try await raw.send(
                .get, "/api/v1/namespaces?watch=true&timeoutSeconds=1", accept: "application/yaml")
            #expect(watch.status == 406)
            #expect(watch.text.contains("media types are accepted: application/json;stream=watch"))
            await raw.shutdown()
        }
    }

    @Test func `bodies of other types are refused`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = Self.namespace + "/configmaps"
            let answer = try await raw.send(
                .post, path, bytes: Array(#"{"metadata":{"name":"a"}}"#.utf8),
                type: "application/x-www-form-urlencoded")
            #expect(answer.status == 415)
            #expect(
                answer.message
                    == "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf"
            )
            #expect(try await raw.send(.get, "\(path)/a").status == 404)
            // A deletion without a body has none that could be of another type.
            let gone = try await raw.send(.delete, "\(path)/a", bytes: nil, type: "text/plain")
            #expect(gone.status == 404)
            let read = try await raw.send(.delete, "\(path)/a", bytes: Array("{}".utf8), type: "text/plain")
            #expect(read.status == 415)
            await raw.shutdown()
        }
    }

    @Test func `bodies and answers may be YAML`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = Self.namespace + "/configmaps"
            let made = try await raw.send(
                .post, path, bytes: Array("kind: ConfigMap\nmetadata:\n  name: a\ndata: { k: '1' }\n".utf8),
                type: "application/yaml", accept: "application/yaml")
            #expect(made.status == 201)
            #expect(made.type == "application/yaml")
            #expect(made.text.hasPrefix("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"))
            #expect(made.text.contains("\ndata:\n  k: \"1\"\n"))
            let absent = try await raw.send(.get, "\(path)/b", accept: "application/yaml")
            #expect(absent.status == 404)
            #expect(absent.text.contains("reason: NotFound\n"))
            await raw.shutdown()
        }
    }
}
