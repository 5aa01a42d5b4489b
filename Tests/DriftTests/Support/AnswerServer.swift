import Foundation
import Testing

/// Answers given paths with given bytes, and all others with 404.
final class AnswerServer: Sendable {
    let address: String
    private let process: Process

    init(_ answers: [String: [UInt8]]) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", "-u", "-c", Self.source]
            + answers.flatMap { [$0.key, String(decoding: $0.value, as: UTF8.self)] }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
        address = "http://127.0.0.1:\(port)"
    }

    // Foundation leaves SIGTERM blocked in its children.
    deinit { kill(process.processIdentifier, SIGKILL) }

    private static let source = #"""
        import http.server, sys
        answers = dict(zip(sys.argv[1::2], sys.argv[2::2]))
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments): pass
            def do_GET(self):
                text = answers.get(self.path)
                self.send_response(404 if text is None else 200)
                body = (text or "").encode()
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}
