import Foundation
import Manifests
import Synchronization
import Transport

@testable import Cluster

/// A real HTTP server that answers by rules, in the order in which they were given, and tells what it was asked.
///
/// A rule is an object: `method`, `path` (without the query), `query` and `headers` (what must be there), `times`
/// (how often it answers, for ever without); `status`, `answerHeaders`, and one of `body` (JSON), `text`,
/// `events` (one JSON a line); `then`: `hang`, `close` (within the body), `silence` (no answer at all), `drop` (the end of
/// the connection instead of one) or nothing. Once one that `holds` was asked for, those that are `held` wait for
/// ``release()``.
final class RuleServer: Sendable {
    struct Failure: Error { var message: String }

    private struct Output {
        var partial: [UInt8] = []
        var requests: [Value] = []
    }

    let port: Int
    private let process = Process()
    private let input = Pipe()
    private let output: SharedOutput

    private final class SharedOutput: Sendable {
        let state = Mutex(Output())

        func take(_ data: Data) {
            state.withLock { state in
                for byte in data {
                    guard byte == UInt8(ascii: "\n") else {
                        state.partial.append(byte)
                        continue
                    }
                    state.requests.append((try? JSON.parse(state.partial)) ?? .null)
                    state.partial = []
                }
            }
        }
    }

    init(_ rules: [Value]) async throws {
        let output = SharedOutput()
        self.output = output
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        process.standardOutput = pipe
        process.standardInput = input
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            output.take(data)
        }
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(JSON.write(.array(rules)) + [0x0A]))
        let first = try await Self.wait(output) { $0.requests.first }
        guard let port = first["port"]?.integer else { throw Failure(message: "no port: \(first)") }
        self.port = Int(port)
    }

    deinit { process.terminate() }

    var client: ClusterClient { ClusterClient(ClusterConnection(name: "test", server: "http://127.0.0.1:\(port)")) }

    /// What was asked so far, in order: `method`, `path`, `query`, `headers` (names in lower case), `body`.
    func requests() async throws -> [Value] {
        let answer = try await HTTPClient().send(HTTPRequest(.get, "http://127.0.0.1:\(port)/-/requests"))
        return try JSON.parse(answer.body).array ?? []
    }

    /// Waits until that many requests have come.
    func requests(atLeast count: Int) async throws -> [Value] {
        try await Self.wait(output) { $0.requests.count > count ? Array($0.requests.dropFirst()) : nil }
    }

    /// Answers what is held.
    func release() async throws {
        _ = try await HTTPClient().send(HTTPRequest(.get, "http://127.0.0.1:\(port)/-/release"))
    }

    private static func wait<Result>(_ output: SharedOutput, for find: (Output) -> Result?) async throws -> Result {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let found = output.state.withLock({ find($0) }) { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Failure(message: "the server was not asked in time")
    }

    private static let script = #"""
        import json, sys, os, threading, urllib.parse
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        rules, asked, lock = json.loads(sys.stdin.readline()), [], threading.Lock()
        free = threading.Event(); free.set()

        def say(value):
            sys.stdout.write(json.dumps(value) + "\n"); sys.stdout.flush()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            def log_message(self, *_): pass
            def answer(self):
                path, _, query = self.path.partition("?")
                query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
                headers = {k.lower(): v for k, v in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", 0))).decode()
                request = {"method": self.command, "path": path, "query": query, "headers": headers, "body": body}
                if path == "/-/release": free.set()
                with lock:
                    if path.startswith("/-/"): rule = {"body": list(asked)}
                    else:
                        asked.append(request); say(request)
                        rule = next((r for r in rules if self.fits(r, path, query, headers)), None)
                        if rule and "times" in rule: rule["times"] -= 1
                        if rule and rule.get("holds"): free.clear()
                if rule and rule.get("held"): free.wait()
                if not rule: rule = {"status": 404, "text": "no rule for " + self.path}
                kind = "application/json"
                if "events" in rule: data = "".join(json.dumps(e) + "\n" for e in rule["events"])
                elif "text" in rule: data, kind = rule["text"], "text/plain"
                else: data = json.dumps(rule.get("body", {}))
                data, then = data.encode(), rule.get("then")
                if then == "drop": self.close_connection = True; return
                if then == "silence":
                    while self.connection.recv(4096): pass
                    return
                self.send_response(rule.get("status", 200))
                self.send_header("Content-Type", kind)
                for k, v in rule.get("answerHeaders", {}).items(): self.send_header(k, v)
                if then: self.send_header("Transfer-Encoding", "chunked")
                else: self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if not then: self.wfile.write(data); return
                if data: self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.wfile.flush()
                self.close_connection = True
                if then == "hang":
                    while self.connection.recv(4096): pass
            def fits(self, rule, path, query, headers):
                return (rule.get("method", self.command) == self.command and rule.get("path", path) == path
                    and rule.get("times", 1) > 0
                    and all(query.get(k) == v for k, v in rule.get("query", {}).items())
                    and all(headers.get(k.lower()) == v for k, v in rule.get("headers", {}).items()))
            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.request_queue_size = 128
        say({"port": server.server_address[1]})
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        server.serve_forever()
        """#
}
