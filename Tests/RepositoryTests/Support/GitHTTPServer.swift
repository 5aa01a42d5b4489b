import Foundation

/// Serves bare repositories through git's own `git http-backend`.
///
/// `before-receive` in the served folder, if there, is run once between the announcement of the references and the
/// receiving of a pack: the narrowest moment for another writer. Paths below `/hang` are never answered.
final class GitHTTPServer: Sendable {
    static let user = "x-access-token"
    static let token = "s3cr3t-t0ken-of-the-test"

    let port: Int
    private let server: Server

    private init(port: Int, server: Server) {
        self.port = port
        self.server = server
    }

    static func start(serving folder: String, certificate: String? = nil, key: String? = nil) async throws
        -> GitHTTPServer
    {
        let script = "\(folder)/server.py"
        try Data(source.utf8).write(to: URL(fileURLWithPath: script))
        let python = try await Command.run(["sh", "-c", "command -v python3"]).trimmingCharacters(in: .newlines)
        let server = try Server(
            [python, "-u", script, folder, user, token, certificate ?? "", key ?? ""])
        let line = try await server.waitForLine(with: "ready")
        guard let port = line.split(separator: " ").last.flatMap({ Int($0) }) else {
            throw CommandFailure(command: ["server.py"], status: 0, output: line)
        }
        return GitHTTPServer(port: port, server: server)
    }

    private static let source = #"""
        import base64, http.server, os, ssl, subprocess, sys, threading
        folder, user, token, certificate, key = sys.argv[1:6]
        expected = "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def body(self):
                if self.headers.get("Transfer-Encoding", "") == "chunked":
                    data = b""
                    while True:
                        size = int(self.rfile.readline().split(b";")[0], 16)
                        data += self.rfile.read(size)
                        self.rfile.readline()
                        if size == 0: return data
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            def answer(self, status, headers, body):
                self.send_response(status)
                for name, value in headers: self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def handle_request(self):
                data = self.body()
                if self.path.startswith("/hang"):
                    threading.Event().wait()
                if self.headers.get("Authorization") != expected and not self.path.startswith("/open"):
                    return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
                path, _, query = self.path.partition("?")
                if path.startswith("/open"): path = path[5:]
                if path.startswith("/moved"):
                    target = f"http://localhost:{self.server.server_address[1]}{path[6:]}?{query}"
                    return self.answer(302, [("Location", target)], b"")
                hook = os.path.join(folder, "before-receive")
                if path.endswith("/git-receive-pack") and self.command == "POST" and os.path.exists(hook):
                    os.rename(hook, hook + ".done")
                    subprocess.run([hook + ".done"], check=True)
                environment = dict(os.environ, GIT_PROJECT_ROOT=folder, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                    QUERY_STRING=query, REQUEST_METHOD=self.command, REMOTE_USER=user, REMOTE_ADDR="127.0.0.1",
                    CONTENT_TYPE=self.headers.get("Content-Type", ""), CONTENT_LENGTH=str(len(data)))
                result = subprocess.run(["git", "http-backend"], input=data, env=environment, capture_output=True)
                head, _, body = result.stdout.partition(b"\r\n\r\n")
                headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if ": " in line]
                status = next((int(v.split()[0]) for n, v in headers if n == "Status"), 200)
                self.answer(status, [h for h in headers if h[0] != "Status"], body)
            do_GET = do_POST = handle_request
        class Listener(http.server.ThreadingHTTPServer):
            daemon_threads = True
        listener = Listener(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            listener.socket = context.wrap_socket(listener.socket, server_side=True)
        print("ready", listener.server_address[1], flush=True)
        listener.serve_forever()
        """#
}
