import Manifests
import Testing

@testable import EmbeddedCluster

/// Lists in pages and of past versions, and watches that begin with what there is.
@Suite struct ListTests {
    @Test func `pages are of one version, whatever happens meanwhile`() async throws {
        let fixture = try await StoreFixture()
        for name in ["a", "b", "c", "d"] { try await fixture.configMap(name) }
        let first = try await fixture.list(["limit": "2"])
        #expect(first.names == ["a", "b"])
        #expect(first.metadata["remainingItemCount"] == 2)
        try await fixture.delete("c")
        try await fixture.configMap("e")
        let token = first.metadata["continue"]?.string ?? ""
        let second = try await fixture.list(["limit": "2", "continue": token])
        #expect(second.names == ["c", "d"])
        #expect(second.metadata["resourceVersion"] == first.metadata["resourceVersion"])
        #expect(second.metadata["continue"] == nil)
        #expect(try await fixture.list().names == ["a", "b", "d", "e"])
    }

    @Test func `a token expires, with another that goes on regardless`() async throws {
        let fixture = try await StoreFixture(historyLength: 2)
        for name in ["a", "b", "c"] { try await fixture.configMap(name) }
        let token = try await fixture.list(["limit": "1"]).metadata["continue"]?.string ?? ""
        for index in 0..<8 { try await fixture.patch("c", ["data": ["i": .string("\(index)")]]) }
        let error = await #expect(throws: APIError.self) { try await fixture.list(["limit": "1", "continue": token]) }
        #expect(error?.code == 410)
        #expect(error?.reason == "Expired")
        #expect(error?.message.hasPrefix("The provided continue parameter is too old") ?? false)
        let other = error?.status[path: "metadata", "continue"]?.string ?? ""
        #expect(try await fixture.list(["continue": other]).names == ["b", "c"])
    }

    @Test(arguments: ["", "=", "bm90IGpzb24", "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MCwic3RhcnQiOiJhXHUwMDAwIn0"])
    func `what is no token is refused`(token: String) async throws {
        let fixture = try await StoreFixture()
        guard !token.isEmpty else {
            #expect(try await fixture.list(["continue": ""]).names == [])
            return
        }
        let error = await #expect(throws: APIError.self) { try await fixture.list(["continue": token]) }
        #expect(error?.code == 400)
    }

    @Test func `a list of an exact version is of that version`() async throws {
        let fixture = try await StoreFixture()
        let version = try await fixture.configMap("a").metadata["resourceVersion"]?.string ?? ""
        try await fixture.configMap("b")
        try await fixture.delete("a")
        let past = try await fixture.list(["resourceVersion": version, "resourceVersionMatch": "Exact"])
        #expect(past.names == ["a"])
        #expect(past.metadata["resourceVersion"]?.string == version)
        #expect(try await fixture.list(["resourceVersion": version]).names == ["b"])
    }

    @Test(
        arguments: [
            (
                ["resourceVersionMatch": "Exact"], 422,
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"
            ),
            (
                ["resourceVersion": "0", "resourceVersionMatch": "Exact"], 422,
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""
            ),
            (
                ["resourceVersion": "1", "resourceVersionMatch": "Some"], 422,
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Some\": supported values: \"\", \"Exact\", \"NotOlderThan\""
            ),
            (
                ["resourceVersion": "999", "resourceVersionMatch": "NotOlderThan"], 504,
                "Timeout: Too large resource version: 999, current: 1"
            ),
            (
                ["resourceVersion": "abc"], 400,
                "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax"
            ),
        ] as [([String: String], Int, String)])
    func `versions that cannot be listed are refused`(query: [String: String], code: Int, words: String) async throws {
        let fixture = try await StoreFixture()
        let error = await #expect(throws: APIError.self) { try await fixture.list(query) }
        #expect(error?.code == code)
        #expect(error?.message == words)
    }

    @Test func `a version that is no longer known is gone`() async throws {
        let fixture = try await StoreFixture(historyLength: 2)
        for index in 0..<8 { try await fixture.configMap("c\(index)") }
        let error = await #expect(throws: APIError.self) {
            try await fixture.list(["resourceVersion": "2", "resourceVersionMatch": "Exact"])
        }
        #expect(error?.code == 410)
        let events = try await fixture.watch(["watch": "true", "resourceVersion": "2"], count: 1)
        #expect(events.first?["type"] == "ERROR")
        #expect(events.first?[path: "object", "code"] == 410)
        #expect(events.first?[path: "object", "reason"] == "Expired")
    }

    @Test func `a streaming list tells what there is, then that this was all`() async throws {
        let fixture = try await StoreFixture()
        for name in ["a", "b"] { try await fixture.configMap(name) }
        let events = try await fixture.watch(
            [
                "watch": "true", "sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan",
                "allowWatchBookmarks": "true",
            ], count: 3)
        #expect(events.map { $0["type"]?.string } == ["ADDED", "ADDED", "BOOKMARK"])
        let bookmark = events.last?[path: "object", "metadata"]
        #expect(bookmark == ["annotations": ["k8s.io/initial-events-end": "true"], "resourceVersion": "3"])
    }

    @Test(arguments: [
        ("1", 1...1), ("5400", 5400...5400), ("86400", 86_400...86_400), ("-5", 0...0), ("0", 1800...3600),
        ("", 1800...3600), ("9223372036854775807", 315_360_000...315_360_000),
    ])
    func `a watch goes on for as long as it asks`(asked: String, seconds: ClosedRange<Int>) async throws {
        let fixture = try await StoreFixture()
        let request = try await fixture.request(.get, "ConfigMap", query: ["watch": "true", "timeoutSeconds": asked])
        let found = try WatchTimeout.seconds(request)
        #expect(seconds.contains(found))
    }

    @Test func `a timeout that is no number is refused`() async throws {
        let fixture = try await StoreFixture()
        let error = await #expect(throws: APIError.self) {
            try await fixture.watch(["watch": "true", "timeoutSeconds": "soon"], count: 1)
        }
        #expect(error?.code == 400)
        #expect(error?.message == "strconv.ParseInt: parsing \"soon\": invalid syntax")
    }

    @Test(arguments: [
        (
            ["sendInitialEvents": "true", "allowWatchBookmarks": "true"],
            "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
        ),
        (
            ["sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan"],
            "sendInitialEvents: Forbidden: sendInitialEvents requires setting allowWatchBookmarks to true"
        ),
        (
            ["resourceVersionMatch": "NotOlderThan"],
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
        ),
    ])
    func `options of watches that cannot go together are refused`(query: [String: String], words: String) async throws {
        let fixture = try await StoreFixture()
        let error = await #expect(throws: APIError.self) {
            try await fixture.watch(query.merging(["watch": "true"]) { own, _ in own }, count: 1)
        }
        #expect(error?.message == "ListOptions.meta.k8s.io \"\" is invalid: \(words)")
    }
}
