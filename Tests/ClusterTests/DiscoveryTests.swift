import Manifests
import Synchronization
import Testing
import Transport

@testable import Cluster

@Suite(.enabled(if: !Recordings.areMissing, "the shared recordings are not there"))
struct RecordedDiscoveryTests {
    private func rule(_ name: String, path: String? = nil) throws -> Value {
        let exchange = try Recordings.exchange(name, in: "discovery")
        return ["path": .string(path ?? exchange.path), "body": exchange.body]
    }

    @Test func `aggregated discovery takes two requests`() async throws {
        let server = try await RuleServer([try rule("aggregated core"), try rule("aggregated groups")])
        let discovery = try await server.client.discover()
        #expect(try await server.requests().count == 2)
        let accept = try await server.requests().first?[path: "headers", "accept"]?.string ?? ""
        #expect(accept.hasPrefix("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"))
        try check(discovery)
        #expect(discovery.preferred(GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler")).version == "v2")
    }

    @Test func `what goes on and on where kinds are told is given up`() async throws {
        let server = try await RuleServer([
            ["path": "/api", "text": .string(String(repeating: " ", count: (16 << 20) + 1))]
        ])
        let error = await #expect(throws: ClusterError.self) { try await server.client.discover() }
        #expect("\(try #require(error))".contains("longer than 16777216 bytes"))
    }

    /// What a keeper keeps.
    private final class Memory: AnswerKeeper {
        private let kept = Mutex<[String: [UInt8]]>([:])

        func answer(_ key: String) -> [UInt8]? { kept.withLock { $0[key] } }
        func keep(_ answer: [UInt8], as key: String) { kept.withLock { $0[key] = answer } }
    }

    @Test func `what has not changed by its ETag is not sent again`() async throws {
        func tagged(_ name: String, _ tag: String) throws -> [Value] {
            let exchange = try Recordings.exchange(name, in: "discovery")
            return [
                [
                    "path": .string(exchange.path), "headers": ["If-None-Match": .string(tag)], "status": 304,
                    "text": "",
                ],
                ["path": .string(exchange.path), "body": exchange.body, "answerHeaders": ["ETag": .string(tag)]],
            ]
        }
        let server = try await RuleServer(
            try tagged("aggregated core", "\"core-1\"") + tagged("aggregated groups", "\"groups-1\""))
        let memory = Memory()
        for _ in 0..<2 {
            let connection = ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)")
            try check(try await ClusterClient(connection, answers: memory).discover())
        }
        let asked = try await server.requests().map { $0[path: "headers", "if-none-match"]?.string ?? "" }
        #expect(asked.prefix(2) == ["", ""])
        #expect(Set(asked.dropFirst(2)) == ["\"core-1\"", "\"groups-1\""])
    }

    @Test func `a kept answer that cannot be read is none, and neither is another server's`() throws {
        #expect(TaggedAnswer([]) == nil && TaggedAnswer(Array("no line".utf8)) == nil && TaggedAnswer([0x0A]) == nil)
        let answer = try #require(TaggedAnswer(TaggedAnswer(tag: "\"t\"", body: [1, 0x0A, 2]).bytes))
        #expect(answer.tag == "\"t\"" && answer.body == [1, 0x0A, 2])
        var first = ClusterConnection(name: "a", server: "https://127.0.0.1:6443")
        var second = first
        first.authorities = .data(SecretBytes("one"))
        second.authorities = .data(SecretBytes("another"))
        #expect(first.cacheKey != second.cacheKey)
    }

    @Test func `a server that does not aggregate is asked version by version`() async throws {
        let server = try await RuleServer([
            try rule("api versions"), try rule("api groups"), try rule("core resources"), try rule("apps resources"),
            try rule("kserve resources"),
        ])
        let discovery = try await server.client.discover()
        try check(discovery)
        // The groups for which there is no recording answer 404.
        let jobs = discovery.preferred(GroupKind(group: "batch", kind: "Job"))
        guard case .unavailable(let reason) = jobs else {
            Issue.record("\(jobs)")
            return
        }
        #expect(reason.hasPrefix("discover /apis/batch/v1 at http://127.0.0.1"))
    }

    private func check(_ discovery: Discovery) throws {
        let deployment = discovery.resource(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        guard case .served(let resource) = deployment else {
            Issue.record("\(deployment)")
            return
        }
        #expect(resource.plural == "deployments")
        #expect(resource.isNamespaced)
        #expect(resource.subresources == ["scale", "status"])
        #expect(resource.verbs.contains("watch"))
        #expect(discovery.preferred(GroupKind(group: "", kind: "Namespace")).version == "v1")
        #expect(
            discovery.preferred(GroupKind(group: "serving.kserve.io", kind: "InferenceService")).version == "v1beta1")
        #expect(discovery.resource(for: GroupVersionKind(apiVersion: "apps/v1beta1", kind: "Deployment")) == .absent)
        #expect(discovery.preferred(GroupKind(group: "nothing.example.com", kind: "Thing")) == .absent)
    }
}

extension Discovery.Answer {
    fileprivate var version: String? { if case .served(let resource) = self { resource.kind.version } else { nil } }
}

@Suite struct DiscoveryTests {
    @Test func `a group that does not answer its server is unavailable, not absent`() throws {
        let list: Value = [
            "kind": "APIGroupDiscoveryList",
            "items": [
                [
                    "metadata": ["name": "metrics.k8s.io"],
                    "versions": [["version": "v1beta1", "freshness": "Stale", "resources": []]],
                ]
            ],
        ]
        let discovery = try #require(AggregatedDiscovery.read(list))
        let kind = GroupVersionKind(apiVersion: "metrics.k8s.io/v1beta1", kind: "PodMetrics")
        #expect(
            discovery.resource(for: kind)
                == .unavailable("the API 'metrics.k8s.io/v1beta1' does not answer the API server"))
        #expect(discovery.preferred(kind.groupKind) != .absent)
    }

    @Test func `discovery fails where the server gives no list of groups`() async throws {
        let server = try await RuleServer([["body": ["kind": "Something"]]])
        let error = await #expect(throws: ClusterError.self) { try await server.client.discover() }
        #expect(error?.kind == .malformed)
    }
}
