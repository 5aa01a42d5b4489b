import Foundation
import Manifests
import Testing
import Transport

@testable import Cluster

private func event(_ type: String, _ object: Value) -> Value { ["type": .string(type), "object": object] }
private func bookmark(_ version: Int) -> Value {
    event("BOOKMARK", ["kind": "ConfigMap", "metadata": ["resourceVersion": .string(String(version))]])
}
private let expired: Value = [
    "kind": "Status", "status": "Failure", "reason": "Expired", "code": 410, "message": "too old resource version",
]
private func list(_ items: [Value], version: Int) -> Value {
    ["kind": "ConfigMapList", "metadata": ["resourceVersion": .string(String(version))], "items": .array(items)]
}
private func watchRule(
    from version: Int, _ events: [Value], then: String? = nil, times: Int? = nil, _ more: Object = [:]
) -> Value {
    var rule: Object = [
        "query": ["watch": "true", "resourceVersion": .string(String(version))], "events": .array(events),
    ]
    if let then { rule["then"] = .string(then) }
    if let times { rule["times"] = .integer(Int64(times)) }
    for member in more { rule[member.key] = member.value }
    return .object(rule)
}

@Suite struct WatchStreamTests {
    private func events(_ rule: Value) async throws -> ([WatchEvent], ClusterError?) {
        let server = try await RuleServer([rule])
        var events: [WatchEvent] = []
        do throws(ClusterError) {
            for try await event in try await server.client.watch(.configMaps, from: "1") { events.append(event) }
            return (events, nil)
        } catch {
            return (events, error)
        }
    }

    @Test func `events arrive typed until the server ends the watch`() async throws {
        let object = configMap("a", version: 2)
        let (events, error) = try await events(
            watchRule(
                from: 1, [event("ADDED", object), event("MODIFIED", object), bookmark(9), event("DELETED", object)]))
        #expect(events == [.added(object), .modified(object), .bookmark(resourceVersion: "9"), .deleted(object)])
        #expect(error == nil)
    }

    @Test func `an ERROR event is thrown as what its Status says`() async throws {
        let (events, error) = try await events(watchRule(from: 1, [bookmark(3), event("ERROR", expired)]))
        #expect(events.count == 1)
        #expect(error?.kind == .expired)
    }

    @Test func `a connection that breaks off gives what came before, then unreachable`() async throws {
        let (events, error) = try await events(watchRule(from: 1, [bookmark(3)], then: "close"))
        #expect(events == [.bookmark(resourceVersion: "3")])
        #expect(error?.kind == .unreachable(.connectionLost))
    }

    @Test(arguments: ["not json\n", "{\"type\":\"ADDED\"}\n", "{\"type\":\"NEW\",\"object\":{}}\n", "{\"type\":\"ADD"])
    func `what is no event is malformed`(_ text: String) async throws {
        let (_, error) = try await events(["text": .string(text)])
        #expect(error?.kind == .malformed)
    }

    @Test func `a watch is refused with a Status`() async throws {
        let (_, error) = try await events(["status": 410, "body": expired])
        #expect(error?.kind == .expired)
    }

    @Test(.enabled(if: !Recordings.areMissing, "the shared recordings are not there"))
    func `recorded watches are read`() async throws {
        for recorded in Recordings.exchanges("watch") {
            guard let raw = recorded.response["events"]?.array else { continue }
            let (events, error) = try await events(["path": "/api/v1/configmaps", "events": .array(raw)])
            let isRefused = raw.contains { $0["type"] == "ERROR" }
            #expect((error != nil) == isRefused, "\(recorded.name)")
            #expect(events.count == raw.count - (isRefused ? 1 : 0), "\(recorded.name)")
        }
    }

    @Test(arguments: 1...9)
    func `lines come out whole however they were cut`(_ size: Int) {
        var lines = LineSplitter()
        var found: [String] = []
        let text = Array("one\n\ntwo and more\nthree\nfour".utf8)
        for start in stride(from: 0, to: text.count, by: size) {
            let isShort = lines.append(Array(text[start..<min(start + size, text.count)]))
            #expect(isShort)
            while let line = lines.next() { found.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(found == ["one", "two and more", "three"])
        #expect(!lines.isEmpty)
    }

    @Test func `a line without end is refused`() {
        var lines = LineSplitter()
        let chunk = [UInt8](repeating: 0x61, count: LineSplitter.longest / 2)
        let areShort = [lines.append(chunk), lines.append(chunk), lines.append([0x61])]
        #expect(areShort == [true, true, false])
    }
}

@Suite struct WatchCacheTests {
    private let clock = RecordingClock()
    private let path = "/api/v1/namespaces/models/configmaps"

    private func cache(
        _ server: RuleServer, keeps: KeptFields = .all, silence: Duration = .seconds(60),
        opening: Duration = .seconds(10)
    ) -> WatchCache {
        var configuration = HTTPClient.Configuration()
        configuration.retry = .never
        let client = ClusterClient(
            ClusterConnection(name: "test", server: "http://127.0.0.1:\(server.port)"),
            http: HTTPClient(configuration: configuration))
        var options = WatchCache.Options()
        options.clock = clock
        options.random = { 0.5 }
        options.now = { Date(timeIntervalSince1970: 1000) }
        options.keeps = keeps
        options.silence = silence
        options.opening = opening
        return WatchCache(client, .configMaps, in: ObjectScope(namespace: "models"), options: options)
    }

    /// Runs the cache until so much news has come.
    private func news(_ count: Int, of cache: WatchCache) async throws -> [String] {
        let stream = await cache.news()
        let run = Task { await cache.run() }
        defer { run.cancel() }
        var shown: [String] = []
        for await news in stream {
            shown.append(Self.shown(news))
            if shown.count == count { break }
        }
        return shown
    }

    private static func shown(_ news: WatchCache.News) -> String {
        switch news {
        case .synced(let objects, let version):
            let names = objects.compactMap { $0[path: "metadata", "name"]?.string }.sorted()
            return names.joined(separator: ",") + "@\(version ?? "")"
        case .changed(.added(let identity, _)): return "+\(identity.name)"
        case .changed(.modified(let identity, let object, _)):
            return "~\(identity.name)=\(object[path: "data", "value"]?.string ?? "")"
        case .changed(.deleted(let identity, _)): return "-\(identity.name)"
        case .unreachable: return "?"
        }
    }

    @Test func `a list, then the watch's events`() async throws {
        let server = try await RuleServer([
            watchRule(
                from: 10,
                [
                    event("ADDED", configMap("b", version: 11)),
                    event("MODIFIED", configMap("a", version: 12, data: "y")),
                    event("DELETED", configMap("b", version: 13)),
                ], then: "hang"),
            ["path": .string(path), "body": list([configMap("a", version: 9)], version: 10)],
        ])
        let cache = cache(server)
        #expect(try await news(4, of: cache) == ["a@10", "+b", "~a=y", "-b"])
        #expect(await cache.objects.keys.map(\.description) == ["ConfigMap models/a"])
        #expect(await cache.state == .synced(since: Date(timeIntervalSince1970: 1000)))
    }

    @Test func `a watch that ends or breaks goes on from the last resourceVersion`() async throws {
        let server = try await RuleServer([
            watchRule(from: 10, [bookmark(20)]),
            watchRule(from: 20, [event("ADDED", configMap("b", version: 21))], then: "close"),
            watchRule(from: 21, [event("DELETED", configMap("b", version: 22))], then: "hang"),
            ["path": .string(path), "times": 1, "body": list([configMap("a", version: 9)], version: 10)],
        ])
        #expect(try await news(5, of: cache(server)) == ["a@10", "+b", "?", "a,b@21", "-b"])
        #expect(try await server.requests().count == 4)
    }

    @Test(arguments: [true, false])
    func `an expired resourceVersion lists again, at once, and tells all there is`(_ byEvent: Bool) async throws {
        let refusal: Value =
            byEvent
            ? watchRule(from: 10, [event("ERROR", expired)])
            : ["query": ["watch": "true", "resourceVersion": "10"], "status": 410, "body": expired]
        let server = try await RuleServer([
            refusal, watchRule(from: 30, [bookmark(31)], then: "hang"),
            [
                "path": .string(path), "times": 1,
                "body": list(
                    [configMap("a", version: 8), configMap("b", version: 9), configMap("c", version: 7)], version: 10),
            ],
            [
                "path": .string(path), "times": 1,
                "body": list(
                    [configMap("b", version: 29, data: "z"), configMap("c", version: 7), configMap("d", version: 28)],
                    version: 30),
            ],
        ])
        #expect(try await news(2, of: cache(server)) == ["a,b,c@10", "b,c,d@30"])
        #expect(clock.slept.isEmpty)
    }

    @Test func `a server that did not open a watch is asked for all there is`() async throws {
        let server = try await RuleServer([
            ["query": ["watch": "true", "resourceVersion": "10"], "status": 503, "text": "down"],
            watchRule(from: 5, [], then: "hang"),
            ["path": .string(path), "times": 1, "body": list([configMap("a", version: 9)], version: 10)],
            ["path": .string(path), "body": list([configMap("a", version: 4)], version: 5)],
        ])
        #expect(try await news(3, of: cache(server)) == ["a@10", "?", "a@5"])
    }

    @Test(arguments: [
        bookmark(5), event("MODIFIED", configMap("a", version: 5)), event("DELETED", configMap("b", version: 5)),
    ])
    func `a watch that tells of a version below the one it was asked for is a server's that went back`(
        _ past: Value
    ) async throws {
        let server = try await RuleServer([
            watchRule(from: 20, [past], then: "hang"),
            watchRule(from: 10, [bookmark(20)], then: "close"),
            watchRule(from: 6, [], then: "hang"),
            ["path": .string(path), "times": 1, "body": list([configMap("a", version: 9)], version: 10)],
            ["path": .string(path), "body": list([configMap("a", version: 4)], version: 6)],
        ])
        #expect(try await news(4, of: cache(server)) == ["a@10", "?", "a@20", "a@6"])
    }

    @Test func `versions that are no numbers are taken as they come`() {
        #expect(WatchEvent.bookmark(resourceVersion: "9").isBefore("10"))
        for (own, other) in [("10", "10"), ("11", "10"), ("a", "10"), ("9", "x"), ("", "10")] {
            #expect(!WatchEvent.bookmark(resourceVersion: own).isBefore(other))
        }
    }

    @Test func `an unreachable server is tried again with growing waits, and the state says since when`() async throws {
        let server = try await RuleServer([
            ["path": .string(path), "times": 3, "status": 503, "text": "down"],
            watchRule(from: 10, [bookmark(11)], then: "hang"),
            ["path": .string(path), "body": list([configMap("a", version: 9)], version: 10)],
        ])
        let cache = cache(server)
        let heard = await cache.news()
        let run = Task { await cache.run() }
        defer { run.cancel() }
        for await news in heard {
            if case .synced = news { break }
        }
        // Waits of 0.75, 1.5 and 3 s, three quarters of each.
        #expect(clock.slept.map { Int(($0 / .milliseconds(1) / 10).rounded()) * 10 } == [560, 1120, 2250])
    }

    @Test func `watches that end as soon as they begin are opened with growing waits, whatever they told`() async throws
    {
        let server = try await RuleServer([
            ["path": .string(path), "query": ["watch": "true"], "events": [bookmark(20)]],
            ["path": .string(path), "times": 1, "body": list([], version: 10)],
        ])
        let cache = cache(server)
        let run = Task { await cache.run() }
        defer { run.cancel() }
        _ = try await server.requests(atLeast: 6)
        // Half of each wait is left to chance.
        #expect(clock.slept.prefix(3).map { ($0 / .milliseconds(1)).rounded() } == [562, 1125, 2250])
    }

    @Test func `before the first list nothing is known, and the reason is told`() async throws {
        let server = try await RuleServer([
            ["status": 403, "body": ["kind": "Status", "reason": "Forbidden", "code": 403, "message": "no role"]]
        ])
        let cache = cache(server)
        #expect(await cache.state == .starting)
        let heard = await cache.news()
        let run = Task { await cache.run() }
        defer { run.cancel() }
        for await news in heard {
            guard case .unreachable(let since, let reason) = news else {
                Issue.record("\(news)")
                break
            }
            // Its refusal was heard a moment ago.
            #expect(since <= Date(timeIntervalSince1970: 1000) && since > Date(timeIntervalSince1970: 900))
            #expect(reason.hasSuffix("forbidden: no role"))
            break
        }
    }

    @Test func `garbage in a watch lists again`() async throws {
        let server = try await RuleServer([
            ["query": ["watch": "true", "resourceVersion": "10"], "text": "<html>gateway</html>\n"],
            watchRule(from: 30, [], then: "hang"),
            ["path": .string(path), "times": 1, "body": list([], version: 10)],
            ["path": .string(path), "times": 1, "body": list([configMap("late", version: 20)], version: 30)],
        ])
        #expect(try await news(3, of: cache(server)) == ["@10", "?", "late@30"])
    }

    @Test(arguments: [
        (KeptFields.all, ["labels", "managedFields", "name", "namespace", "resourceVersion", "uid"]),
        (.content, ["labels", "name", "namespace", "resourceVersion", "uid"]),
        (.owners, ["name", "namespace", "resourceVersion", "uid"]),
    ])
    func `what is not asked for is not kept`(_ keeps: KeptFields, _ fields: [String]) async throws {
        let server = try await RuleServer([
            watchRule(from: 10, [event("ADDED", configMap("b", version: 11))], then: "hang"),
            ["path": .string(path), "body": list([configMap("a", version: 9)], version: 10)],
        ])
        let cache = cache(server, keeps: keeps)
        _ = try await news(2, of: cache)
        for object in await cache.objects.values {
            #expect(object[path: "metadata"]?.object?.keys.sorted() == fields)
        }
    }

    /// Why a cache says that it is in doubt, until it no longer is. What is held is let go when it was seen to doubt.
    private func doubts(of server: RuleServer) async throws -> [String] {
        // What does not come is missed soon, and what comes may take its time on a busy machine.
        let cache = cache(server, silence: .milliseconds(50), opening: .seconds(30))
        let heard = await cache.news()
        let run = Task { await cache.run() }
        defer { run.cancel() }
        var reasons: [String] = []
        for await news in heard {
            if case .unreachable(_, let reason) = news {
                reasons.append(reason)
                try await server.release()
            } else if case .synced = news, !reasons.isEmpty {
                break
            }
        }
        return reasons
    }

    @Test(.timeLimit(.minutes(1)))
    func `a watch that falls silent though it had bookmarks is in doubt until all there is was listed`() async throws {
        let server = try await RuleServer([
            watchRule(from: 10, [bookmark(20)], then: "hang", ["holds": true]),
            ["path": .string(path), "times": 1, "body": list([], version: 10)],
            ["path": .string(path), "times": 1, "body": list([], version: 6), "held": true],
            watchRule(from: 6, [], then: "hang"),
        ])
        let reasons = try await doubts(of: server)
        let lists = try await server.requests().count { $0[path: "query", "watch"] == nil }
        #expect(lists == 2, "a server that went back says nothing at a version that it has yet to reach")
        #expect(
            reasons.first?.hasSuffix(" s, where the server says something every minute") == true, "\(reasons)")
    }

    @Test func `a watch without bookmarks is opened anew, less and less often, and is not doubted`() async throws {
        let server = try await RuleServer([
            watchRule(from: 10, [], then: "hang", times: 4),
            watchRule(from: 10, [event("ADDED", configMap("b", version: 11))], then: "hang"),
            ["path": .string(path), "times": 1, "body": list([], version: 10)],
        ])
        let cache = cache(server, silence: .milliseconds(50))
        let began = ContinuousClock.now
        #expect(try await news(2, of: cache) == ["@10", "+b"])
        // 50, 100, 200 and 400 ms.
        #expect(began.duration(to: .now) > .milliseconds(750))
        #expect(await cache.state == .synced(since: Date(timeIntervalSince1970: 1000)))
        #expect(clock.slept.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func
        `of a watch without bookmarks the server is asked where nothing is heard of it, and one that is gone is noticed`()
        async throws
    {
        let server = try await RuleServer([
            ["path": "/readyz", "times": 2, "text": "ok"], ["path": "/readyz", "then": "drop", "holds": true],
            watchRule(from: 10, [event("ADDED", configMap("b", version: 11))], then: "hang"),
            watchRule(from: 11, [], then: "hang", ["held": true]),
            ["path": .string(path), "body": list([], version: 10)],
        ])
        let reasons = try await doubts(of: server)
        #expect(
            reasons.first?.hasSuffix("s, and the server did not answer when it was asked") == true, "\(reasons)")
        let asked = try await server.requests().compactMap { $0["path"]?.string }
        #expect(asked.filter { $0 == "/readyz" }.count >= 3)
    }

    @Test func `a server that does not answer a watch is out of reach since it was last heard`() async throws {
        let server = try await RuleServer([
            ["query": ["watch": "true"], "then": "silence"],
            ["path": .string(path), "body": list([], version: 10)],
        ])
        let cache = cache(server, opening: .milliseconds(100))
        let heard = await cache.news()
        let run = Task { await cache.run() }
        defer { run.cancel() }
        for await news in heard {
            guard case .unreachable(let since, let reason) = news else { continue }
            #expect(since < Date(timeIntervalSince1970: 1000))
            #expect(reason.contains("timed out before an answer began"))
            break
        }
    }

    @Test func `watches are asked for by the hour`() async throws {
        let server = try await RuleServer([
            watchRule(from: 10, [event("ADDED", configMap("b", version: 11))], then: "hang"),
            ["path": .string(path), "body": list([], version: 10)],
        ])
        _ = try await news(2, of: cache(server))
        let asked = try await server.requests().compactMap { $0[path: "query", "timeoutSeconds"]?.string }
        #expect(asked == ["4500"])
    }

    @Test func `stopping ends the news`() async throws {
        let server = try await RuleServer([["then": "hang", "text": ""]])
        let cache = cache(server)
        let heard = await cache.news()
        let run = Task { await cache.run() }
        _ = try await server.requests(atLeast: 1)
        run.cancel()
        for await news in heard { Issue.record("\(news)") }
        await run.value
        for await news in await cache.news() { Issue.record("\(news)") }
    }
}
