import Foundation
import Manifests
import Testing

/// Answers as the documented APIs of code hosts and build servers do, and remembers what was asked.
///
/// Neither GitHub nor Jenkins is among Debian's packages; their faults could not be had at a chosen moment anyway.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
    }

    let port: Int
    private let process: Process
    private let record: String

    /// - Parameter answers: `status body` in the order of the requests, headers before the body as `Name: value|`; the
    ///   last is given to all after it. Status 0 closes the connection without an answer.
    init(_ answers: [String]) throws {
        record = FileManager.default.temporaryDirectory.appending(path: "lockstep-server-\(UUID())").path
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-u", "-c", Self.source, record] + answers
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit {
        // Foundation leaves SIGTERM blocked in its children.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(atPath: record)
    }

    var address: String { "http://127.0.0.1:\(port)" }

    var requests: [Request] {
        let lines = ((try? String(contentsOfFile: record, encoding: .utf8)) ?? "").split(separator: "\n")
        return lines.compactMap { line in
            guard let value = try? JSON.parse(String(line)) else { return nil }
            let headers = value["headers"]?.object?.members.map { ($0.key, $0.value.string ?? "") } ?? []
            return Request(
                method: value["method"]?.string ?? "", path: value["path"]?.string ?? "",
                headers: Dictionary(headers) { $1 }, body: value["body"]?.string ?? "")
        }
    }

    private static let source = #"""
        import http.server, json, sys
        record, answers = sys.argv[1], sys.argv[2:]
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def respond(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                with open(record, "a") as out:
                    headers = {key.lower(): value for key, value in self.headers.items()}
                    print(json.dumps({"method": self.command, "path": self.path, "headers": headers, "body": body}), file=out)
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                status, _, rest = answer.partition(" ")
                if status == "0":
                    self.close_connection = True
                    return
                *fields, text = rest.split("|")
                self.send_response(int(status))
                for field in fields:
                    name, _, value = field.partition(": ")
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())
            do_GET = do_POST = respond
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
