import Foundation
import Testing

/// Answers as a code host's documented API does, for as many requests as it has lines, and remembers what was asked.
///
/// No code host is among Debian's packages; its faults could not be had from a real one at a chosen moment anyway.
final class CodeHostServer: Sendable {
    let port: Int
    private let process: Process
    private let record: String

    /// - Parameter answers: status and body, in the order of the requests.
    init(_ answers: [(status: Int, body: String)]) throws {
        record = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-host-\(UUID())").path
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["python3", "-u", "-c", Self.source, record] + answers.flatMap { ["\($0.status)", $0.body] }
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

    /// Method, path, authorization and body of each request, a line each.
    var requests: [String] {
        ((try? String(contentsOfFile: record, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    private static let source = #"""
        import http.server, sys
        record, answers = sys.argv[1], sys.argv[2:]
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def respond(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                with open(record, "a") as out:
                    print(self.command, self.path, self.headers.get("Authorization"), body, file=out)
                status, text = int(answers.pop(0)), answers.pop(0).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            do_GET = do_POST = do_PATCH = respond
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
