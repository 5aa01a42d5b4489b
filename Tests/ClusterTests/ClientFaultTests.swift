import Foundation
import Manifests
import Testing
import Transport

@testable import Cluster

@Suite struct ClientFaultTests {
    /// A client that retries without waiting.
    private func client(_ server: RuleServer) -> ClusterClient {
        var configuration = HTTPClient.Configuration()
        configuration.clock = RecordingClock()
        return ClusterClient(
            ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)"),
            http: HTTPClient(configuration: configuration))
    }

    private func failure(_ rule: Value) async throws -> ClusterError {
        let server = try await RuleServer([rule])
        return try #require(
            await #expect(throws: ClusterError.self) {
                try await client(server).get(.configMaps, namespace: "models", name: "a")
            })
    }

    @Test(arguments: [
        (401, "Unauthorized", ClusterError.Kind.unauthorized), (403, "Forbidden", .forbidden),
        (404, "NotFound", .notFound), (405, "MethodNotAllowed", .methodNotAllowed), (410, "Gone", .expired),
        (500, "InternalError", .unavailable(status: 500)), (503, "ServiceUnavailable", .unavailable(status: 503)),
        (418, "", .other(status: 418)),
    ])
    func `a Status becomes an error of its kind`(_ code: Int, _ reason: String, _ kind: ClusterError.Kind) async throws
    {
        let error = try await failure([
            "status": .integer(Int64(code)),
            "body": [
                "kind": "Status", "message": "the words", "reason": .string(reason), "code": .integer(Int64(code)),
            ],
        ])
        #expect(error.kind == kind)
        #expect(error.message == "the words")
        #expect(error.description.hasPrefix("get ConfigMap models/a at http://127.0.0.1:"))
    }

    @Test func `a refusal that is no Status keeps its first line`() async throws {
        let error = try await failure(["status": 502, "text": "upstream connect error\nsecond line"])
        #expect(error.kind == .unavailable(status: 502))
        #expect(error.message == "upstream connect error")
        #expect(try await failure(["status": 403, "text": "<html>login</html>"]).message == "")
    }

    @Test(arguments: ["<html>login page</html>", "[1]", "{\"a\":", ""])
    func `an answer that is no object is malformed`(_ text: String) async throws {
        let error = try await failure(["text": .string(text)])
        #expect(error.kind == .malformed)
        #expect(error.hint != nil)
    }

    @Test func `a list without resourceVersion is malformed`() async throws {
        let server = try await RuleServer([["body": ["items": []]]])
        let error = await #expect(throws: ClusterError.self) { try await server.client.list(.configMaps) }
        #expect(error?.kind == .malformed)
    }

    @Test(arguments: [true, false]) func `a list whose pages have no end is left`(repeats: Bool) async throws {
        let page: Value = ["items": [], "metadata": ["resourceVersion": "1", "continue": "again"]]
        let other: Value = ["items": [], "metadata": ["resourceVersion": "1", "continue": "other"]]
        let server = try await RuleServer(
            repeats ? [["body": page]] : [["query": ["continue": "again"], "body": other], ["body": page]])
        let error = await #expect(throws: ClusterError.self) {
            try await client(server).list(.configMaps, mostPages: 20)
        }
        #expect(error?.kind == .malformed)
        #expect(
            error?.message.hasPrefix(
                "expected an end of the pages, found "
                    + (repeats ? "the token that it was asked with" : "a token after 20 pages")) == true)
        #expect(try await server.requests().count == (repeats ? 2 : 20))
    }

    /// A proxy's `{}` or another object's answer is no sign that something was done.
    @Test(
        arguments: [
            [:], ["kind": "ConfigMap", "metadata": ["name": "a", "namespace": "models"]],
            ["kind": "ConfigMap", "metadata": ["name": "b", "namespace": "models", "resourceVersion": "1"]],
            ["kind": "ConfigMap", "metadata": ["name": "a", "namespace": "other", "resourceVersion": "1"]],
            ["kind": "Secret", "metadata": ["name": "a", "namespace": "models", "resourceVersion": "1"]],
        ] as [Value])
    func `an answer that is not the object asked for is malformed`(answer: Value) async throws {
        let server = try await RuleServer([["body": answer]])
        let client = client(server)
        let object = configMap("a", version: 1)
        let operations: [@Sendable () async throws -> Void] = [
            { _ = try await client.get(.configMaps, namespace: "models", name: "a") },
            { _ = try await client.apply(object, as: .configMaps) },
            { _ = try await client.create(object, as: .configMaps) },
            { _ = try await client.update(object, as: .configMaps) },
            { _ = try await client.patch([:], .configMaps, namespace: "models", name: "a") },
        ]
        for operation in operations {
            let error = await #expect(throws: ClusterError.self) { try await operation() }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func `a deletion is done when the server says so, not when something answers`() async throws {
        let server = try await RuleServer([["body": [:]]])
        let error = await #expect(throws: ClusterError.self) {
            try await client(server).delete(.configMaps, namespace: "models", name: "a")
        }
        #expect(error?.message == "expected 'kind' to be 'ConfigMap', found none")
    }

    @Test func `nothing listening is unreachable`() async throws {
        var configuration = HTTPClient.Configuration()
        configuration.retry = .never
        let client = ClusterClient(
            ClusterConnection(name: "test", server: "http://127.0.0.1:1"),
            http: HTTPClient(configuration: configuration))
        let error = await #expect(throws: ClusterError.self) { try await client.discover() }
        #expect(error?.kind == .unreachable(.couldNotConnect))
    }

    @Test func `a truncated answer is unreachable`() async throws {
        let error = try await failure(["then": "close", "body": ["kind": "ConfigMap"]])
        #expect(error.kind == .unreachable(.connectionLost))
    }

    @Test func `too many requests are waited for, whatever the verb`() async throws {
        let refusal: Value = [
            "times": 2, "status": 429, "answerHeaders": ["Retry-After": "1"],
            "body": ["kind": "Status", "reason": "TooManyRequests", "code": 429],
        ]
        let server = try await RuleServer([refusal, ["body": configMap("a", version: 1)]])
        _ = try await client(server).create(configMap("a", version: 1), as: .configMaps)
        #expect(try await server.requests().count == 3)
    }

    @Test func `a server that asks for a long pause is left alone by every request`() async throws {
        let server = try await RuleServer([
            ["times": 1, "status": 429, "answerHeaders": ["Retry-After": "600"], "text": "busy"],
            ["body": configMap("a", version: 1)],
        ])
        let client = client(server)
        let first = await #expect(throws: ClusterError.self) {
            try await client.get(.configMaps, namespace: "models", name: "a")
        }
        #expect(first?.kind == .tooManyRequests(retryAfter: .seconds(300)), "none is left alone for longer")
        #expect(first?.description.contains("too many requests (it asked for a pause of 300 s)") == true)
        let second = await #expect(throws: ClusterError.self) {
            try await client.apply(configMap("b", version: 1), as: .configMaps)
        }
        #expect((second?.retryAfter ?? .zero) > .seconds(200))
        #expect(try await server.requests().count == 1)
    }

    @Test func `an error of the server is asked again for reads and applies, not for creations`() async throws {
        let server = try await RuleServer([["status": 503, "text": "no"]])
        let client = client(server)
        await #expect(throws: ClusterError.self) {
            try await client.create(configMap("a", version: 1), as: .configMaps)
        }
        #expect(try await server.requests().count == 1)
        await #expect(throws: ClusterError.self) { try await client.apply(configMap("a", version: 1), as: .configMaps) }
        #expect(try await server.requests().count == 5)
        await #expect(throws: ClusterError.self) {
            try await client.delete(.configMaps, namespace: "models", name: "a")
        }
        #expect(try await server.requests().count == 6)
    }

    @Test func `what the server says about a secret is left out`() async throws {
        let server = try await RuleServer([
            [
                "status": 422,
                "body": [
                    "kind": "Status", "reason": "Invalid", "code": 422, "message": "data.key: Invalid value: hunter2",
                    "details": ["causes": [["field": "data.key", "message": "Invalid value: hunter2"]]],
                ],
            ]
        ])
        let secret: Value = ["metadata": ["name": "s", "namespace": "models"], "data": ["key": "hunter2"]]
        let error = await #expect(throws: ClusterError.self) { try await server.client.apply(secret, as: .secrets) }
        #expect(error?.kind == .invalid([.init(field: "data.key", message: "refused")]))
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.message == "data.key (the server's words are left out: they may quote the secret)")
    }
}

/// A clock whose sleeps return at once and are kept.
final class RecordingClock: Clock, Sendable {
    private let waits = MutexBox<[Duration]>([])

    var slept: [Duration] { waits.value }
    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        waits.append(ContinuousClock.now.duration(to: deadline))
        await Task.yield()
    }
}

final class MutexBox<Element: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: Element

    init(_ value: Element) { stored = value }

    var value: Element { lock.withLock { stored } }

    func append<Item>(_ item: Item) where Element == [Item] { lock.withLock { stored.append(item) } }
}
