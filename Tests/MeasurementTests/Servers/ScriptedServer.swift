import Foundation
import Manifests
import Transport

/// An HTTP server that answers what the test tells it to, and tells what it was asked: metrics endpoints, and the
/// services that no test can have (Datadog, CloudWatch, New Relic).
struct ScriptedServer {
    let address: String
    private let process: ChildProcess
    private let client = HTTPClient()

    init() async throws {
        process = try ChildProcess(["python3", "-u", "-c", Self.source])
        let port = try await process.line { $0.hasPrefix("port ") }.dropFirst("port ".count)
        address = "http://127.0.0.1:\(port)"
    }

    /// - Parameter path: without a query.
    func answer(
        _ path: String, _ body: String, type: String = "application/json", status: Int = 200, gzip: Bool = false
    ) async throws {
        let settings: Value = [
            "path": .string(path), "body": .string(body), "type": .string(type), "status": .integer(Int64(status)),
            "gzip": .bool(gzip),
        ]
        _ = try await client.send(HTTPRequest(.post, address + "/control/answer", body: JSON.write(settings)))
    }

    /// Waits until a path has been asked for that many times, all in all.
    func waitForRequests(_ path: String, count: Int) async throws {
        _ = try await process.line { $0 == "asked \(path) \(count)" }
    }

    /// What was asked last: `method`, `path` (with its query), `headers` (in lower case), `body`.
    func lastRequest() async throws -> Value {
        try JSON.parse(try await client.send(HTTPRequest(.get, address + "/control/last")).body)
    }

    /// How often a path has been asked for.
    func count(of path: String) async throws -> Int64 {
        let counts = try JSON.parse(try await client.send(HTTPRequest(.get, address + "/control/counts")).body)
        return counts[path]?.integer ?? 0
    }

    private static let source = #"""
        import gzip, json, threading
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        answers, counts, last, lock = {}, {}, {}, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def do_POST(self): self.serve()
            def do_GET(self): self.serve()
            def reply(self, status, kind, body, headers=()):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers: self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                path = self.path.partition("?")[0]
                if path == "/control/answer":
                    given = json.loads(body)
                    answers[given["path"]] = given
                    return self.reply(200, "text/plain", b"")
                if path == "/control/last":
                    return self.reply(200, "application/json", json.dumps(last).encode())
                if path == "/control/counts":
                    return self.reply(200, "application/json", json.dumps(counts).encode())
                with lock:
                    counts[path] = counts.get(path, 0) + 1
                    last.update(method=self.command, path=self.path, body=body.decode(),
                                headers={k.lower(): v for k, v in self.headers.items()})
                    number = counts[path]
                given = answers.get(path, {"status": 404, "type": "text/plain", "body": "none", "gzip": False})
                data, more = given["body"].encode(), ()
                if given["gzip"]: data, more = gzip.compress(data), (("Content-Encoding", "gzip"),)
                self.reply(given["status"], given["type"], data, more)
                print("asked %s %d" % (path, number))

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print("port %d" % server.server_port)
        server.serve_forever()
        """#
}
